import { isObject } from "../json.ts";
import { at } from "../problem.ts";
import { allowsNext } from "./allowed-fields.ts";
import type { StateContext } from "./context.ts";
import { parseCatchers, parseRetriers } from "./error-handling.ts";
import { assignTemplate, optional, path, template } from "./field-values.ts";
import type { FailState, PassState, Scope, State, TaskState, WaitState } from "./machine.ts";
import { parseChoices } from "./parse-choices.ts";
import { parseMap } from "./parse-map.ts";
import { reportEmpty } from "./report-empty.ts";
import { parseResource } from "./resource.ts";
import { numberSource, textSource } from "./sources.ts";

/** Reads what a state of that type has: first what is common to all states, then what only some have. */
export function parseType(type: State["type"], name: string, context: StateContext): State | undefined {
  const { fields, queryLanguage } = context;
  const comment = fields.get("Comment");
  const next = allowsNext(type) ? readNext(context) : undefined;
  const base = {
    name,
    pointer: fields.pointer,
    ...(typeof comment === "string" ? { comment } : {}),
    queryLanguage,
    inputPath: path("InputPath", context),
    outputPath: path("OutputPath", context),
    ...optional("output", template("Output", context)),
    ...optional("assign", assignTemplate("Assign", context)),
    ...optional("next", next),
  };
  const result = {
    ...optional("resultSelector", template("ResultSelector", context)),
    resultPath: path("ResultPath", context),
  };
  const errors = { retry: parseRetriers(context), catch: parseCatchers(context) };
  const parameters = optional(
    "parameters",
    template(queryLanguage === "JSONata" ? "Arguments" : "Parameters", context),
  );
  switch (type) {
    case "Succeed":
      return { ...base, type };
    case "Pass":
      return { ...base, ...result, ...parameters, type, ...literalResult(context) };
    case "Fail":
      return { ...base, type, ...errorAndCause(context) };
    case "Wait":
      return { ...base, type, ...secondsOrTimestamp(context) };
    case "Choice": {
      const fallback = fields.text("Default");
      return { ...base, type, choices: parseChoices(context), ...optional("default", fallback) };
    }
    case "Task": {
      const task = resourceAndLimits(context);
      return task === undefined ? undefined : { ...base, ...result, ...errors, ...parameters, type, ...task };
    }
    case "Parallel":
      return { ...base, ...result, ...errors, ...parameters, type, branches: parseBranches(context) };
    default: {
      const map = parseMap(context);
      return map === undefined ? undefined : { ...base, ...result, ...errors, ...map, type };
    }
  }
}

function literalResult({ fields }: StateContext): Pick<PassState, "result"> {
  const literal = fields.get("Result");
  return literal === undefined ? {} : { result: literal };
}

function errorAndCause(context: StateContext): Pick<FailState, "error" | "cause"> {
  return {
    ...optional("error", textSource("Error", context)),
    ...optional("cause", textSource("Cause", context)),
  };
}

function secondsOrTimestamp(context: StateContext): Pick<WaitState, "seconds" | "timestamp"> {
  const { fields, report } = context;
  const given = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter((field) => fields.has(field));
  if (given.length !== 1)
    report(
      fields.pointer,
      given.length === 0 ? "MISSING_FIELD" : "CONFLICTING_FIELDS",
      "A Wait state needs exactly one of Seconds, SecondsPath, Timestamp, TimestampPath.",
    );
  return {
    ...optional("seconds", numberSource("Seconds", context, { least: 0, most: 99_999_999, whole: true })),
    ...optional("timestamp", textSource("Timestamp", context)),
  };
}

function resourceAndLimits(
  context: StateContext,
): Pick<TaskState, "resource" | "timeoutSeconds" | "heartbeatSeconds" | "credentials"> | undefined {
  const resource = parseResource(context);
  checkCredentials(context);
  if (resource === undefined) return undefined;
  const bounds = { least: 1, most: 99_999_999, whole: true };
  return {
    resource,
    ...optional("timeoutSeconds", numberSource("TimeoutSeconds", context, bounds)),
    ...optional("heartbeatSeconds", numberSource("HeartbeatSeconds", context, bounds)),
    ...optional("credentials", template("Credentials", context)),
  };
}

function checkCredentials({ fields, report }: StateContext): void {
  const credentials = fields.get("Credentials");
  if (!isObject(credentials) || credentials["RoleArn"] !== undefined || credentials["RoleArn.$"] !== undefined) return;
  report(at(fields.pointer, "Credentials"), "MISSING_FIELD", "The field 'RoleArn' is required but was missing");
}

function parseBranches(context: StateContext): Scope[] {
  const { fields, queryLanguage } = context;
  const branches = fields.array("Branches");
  if (branches === undefined || branches.length === 0) {
    reportEmpty("Branches", branches, context);
    return [];
  }
  return branches.flatMap(
    (branch, index) => context.parseScope(branch, at(fields.pointer, "Branches", index), queryLanguage) ?? [],
  );
}

function readNext({ fields, report }: StateContext): string | undefined {
  const next = fields.text("Next");
  const end = fields.boolean("End");
  if (next !== undefined && end === true)
    fields.report("End", "CONFLICTING_FIELDS", "A state has Next or End, not both.");
  if (!fields.has("Next") && end !== true) report(fields.pointer, "MISSING_FIELD", "A state needs Next or End: true.");
  return next;
}
