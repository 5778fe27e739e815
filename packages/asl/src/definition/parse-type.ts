import { isObject } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { parseCatchers, parseRetriers } from "./error-handling.ts";
import { assignTemplate, optional, path, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import { FIELDS, STATE_FIELDS } from "./known-fields.ts";
import type { FailState, PassState, Resource, Scope, State, TaskState, WaitState } from "./machine.ts";
import { parseChoices } from "./parse-choices.ts";
import { parseMap } from "./parse-map.ts";
import { reportEmpty } from "./report-empty.ts";
import { parseResource } from "./resource.ts";
import { numberSource, textSource } from "./sources.ts";

/** Reads what a state of that type has: first what is common to all states, then what only some have. */
export function parseType(type: State["type"], name: string, context: StateContext): State | undefined {
  const { fields, queryLanguage } = context;
  const comment = fields.get("Comment");
  const has = (name: string): boolean => STATE_FIELDS[type].both.has(name);
  const next = has("Next") ? readNext(context) : undefined;
  const after: StateContext = has("Retry") ? { ...context, offered: "result" } : context;
  const base = {
    name,
    pointer: fields.pointer,
    ...(typeof comment === "string" ? { comment } : {}),
    queryLanguage,
    inputPath: path("InputPath", context),
    outputPath: path("OutputPath", context),
    ...optional("output", template("Output", after)),
    ...optional("assign", assignTemplate("Assign", after)),
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
  context.fields.onlyOne(["SecondsPath", "Seconds", "TimestampPath", "Timestamp"], { needed: true });
  return {
    ...optional("seconds", numberSource("Seconds", context)),
    ...optional("timestamp", textSource("Timestamp", context)),
  };
}

function resourceAndLimits(
  context: StateContext,
): Pick<TaskState, "resource" | "timeoutSeconds" | "heartbeatSeconds" | "credentials"> | undefined {
  const resource = parseResource(context);
  checkCredentials(context, resource);
  const limits = {
    ...optional("timeoutSeconds", numberSource("TimeoutSeconds", context)),
    ...optional("heartbeatSeconds", numberSource("HeartbeatSeconds", context)),
    ...optional("credentials", template("Credentials", context)),
  };
  return resource === undefined ? undefined : { resource, ...limits };
}

/** [recordings: validation, test_invalid_credentials_field; badmintoncryer/cdk-preflight, pf-sfn-asl-credentials] */
function checkCredentials({ fields, report }: StateContext, resource: Resource | undefined): void {
  const credentials = fields.get("Credentials");
  if (credentials === undefined) return;
  const pointer = at(fields.pointer, "Credentials");
  if (resource?.kind === "activity")
    report(pointer, "FIELD_NOT_ALLOWED", "The field 'Credentials' is not supported for activities");
  if (!isObject(credentials) || credentials["RoleArn"] !== undefined || credentials["RoleArn.$"] !== undefined) return;
  report(pointer, "MISSING_FIELD", "The field 'RoleArn' is required but was missing");
}

function parseBranches(context: StateContext): Scope[] {
  const { fields } = context;
  const branches = fields.array("Branches");
  if (branches === undefined || branches.length === 0) {
    reportEmpty("Branches", branches, context);
    return [];
  }
  return branches.flatMap(
    (branch, index) => context.parseScope(branch, at(fields.pointer, "Branches", index), FIELDS.branch) ?? [],
  );
}

/** `End: false` is as good as none. */
function readNext({ fields }: StateContext): string | undefined {
  const end = fields.boolean("End");
  const { End: _, ...withoutEnd } = fields.value;
  const given = end === false ? new Fields(withoutEnd, fields.pointer, fields.reportAt) : fields;
  given.onlyOne(["Next", "End"], { needed: true });
  return fields.text("Next");
}
