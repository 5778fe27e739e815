import type { State } from "../definition/machine.ts";
import type { AslError } from "../errors.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import { invalidRequest } from "./request.ts";

/** What a mocked context object may say, and of which type. [recordings: test_state; the fields: doc, context object] */
const FIELDS: Readonly<Record<string, Readonly<Record<string, "string" | "number" | "any">>>> = {
  Execution: {
    Id: "string",
    Input: "any",
    Name: "string",
    RoleArn: "string",
    StartTime: "string",
    RedriveCount: "number",
    RedriveTime: "string",
  },
  State: { EnteredTime: "string", Name: "string", RetryCount: "number" },
  StateMachine: { Id: "string", Name: "string" },
  Task: { Token: "string" },
};

/** Refuses what AWS refuses in a context object. */
export function checkContext(context: JsonObject, state: State): void {
  for (const [name, part] of Object.entries(context)) {
    if (name === "Map") throw invalid("'Map' field is not supported when mocking a Context object");
    const fields = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (fields === undefined) throw invalid(`Field '${name}' is not allowed`);
    if (!isObject(part)) throw invalid(`${name} must be an object`);
    for (const [field, value] of Object.entries(part)) checkField(name, field, fields, value);
  }
  const hasToken = state.type === "Task" && state.resource.pattern !== "request-response";
  if (context["Task"] !== undefined && !hasToken)
    throw invalid(
      "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
    );
}

function checkField(name: string, field: string, fields: Readonly<Record<string, string>>, value: JsonValue): void {
  const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (type === undefined) throw invalid(`Field '${field}' is not allowed`);
  if (type !== "any" && typeof value !== type) throw invalid(`${name}.${field} must be a ${type}`);
}

function invalid(what: string): AslError {
  return invalidRequest(`Invalid Context object provided: ${what}`);
}
