import { compileRule } from "../choice/compile-rule.ts";
import { isObject, type JsonArray, type JsonValue } from "../json.ts";
import { at } from "../problem.ts";
import type { Context, StateContext } from "./context.ts";
import { parseCatchers, parseRetriers } from "./error-handling.ts";
import { assignTemplate, optional, path, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import type { ChoiceRule, QueryLanguage, Scope, State } from "./machine.ts";
import { parseMap } from "./parse-map.ts";
import { readQueryLanguage } from "./query-language.ts";
import { parseResource } from "./resource.ts";
import { numberSource, textSource } from "./sources.ts";

const JSONPATH_ONLY = [
  "InputPath",
  "Parameters",
  "ResultSelector",
  "ResultPath",
  "OutputPath",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
];
const JSONATA_ONLY = ["Arguments", "Output", "Items"];

const TYPES = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];
/** What each type may say about its data. [doc: input and output fields by state] */
const PARTS: Record<string, readonly string[]> = {
  Task: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next"],
  Pass: ["InputPath", "OutputPath", "Parameters", "ResultPath", "Result", "Next"],
  Choice: ["InputPath", "OutputPath"],
  Wait: ["InputPath", "OutputPath", "Next"],
  Succeed: ["InputPath", "OutputPath"],
  Fail: [],
  Parallel: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next"],
  Map: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next"],
};
const ALL_PARTS = ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Result"];

export function parseState(
  name: string,
  value: JsonValue,
  pointer: string,
  inherited: QueryLanguage,
  context: Context,
): State | undefined {
  if (!isObject(value)) {
    context.report(pointer, "WRONG_TYPE", `State '${name}' must be an object.`);
    return undefined;
  }
  const fields = new Fields(value, pointer, context.report);
  checkName(name, pointer, context);
  const type = fields.text("Type");
  if (type === undefined) {
    if (!fields.has("Type")) context.report(pointer, "MISSING_FIELD", "These fields are required: [Type]");
    return undefined;
  }
  if (!TYPES.includes(type)) {
    // AWS's words. [recordings: test_state]
    fields.report("Type", "UNKNOWN_TYPE", `The field 'Type' should have one of these values: [${TYPES.join(", ")}]`);
    return undefined;
  }
  const own = readQueryLanguage(fields);
  if (own === "JSONPath" && context.machineLanguage === "JSONata") {
    fields.report(
      "QueryLanguage",
      "UNKNOWN_QUERY_LANGUAGE",
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    );
  }
  const queryLanguage = own ?? inherited;
  const local: StateContext = { ...context, fields, queryLanguage };
  fields.refuse(queryLanguage === "JSONata" ? JSONPATH_ONLY : JSONATA_ONLY, `in a ${queryLanguage} state`);
  const allowed = PARTS[type] ?? [];
  fields.refuse(
    ALL_PARTS.filter((part) => !allowed.includes(part)),
    `by a ${type} state`,
  );
  return parseType(type as State["type"], name, local);
}

function parseType(type: State["type"], name: string, context: StateContext): State | undefined {
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
    case "Pass": {
      const literal = fields.get("Result");
      return { ...base, ...result, ...parameters, type, ...(literal === undefined ? {} : { result: literal }) };
    }
    case "Fail":
      return {
        ...base,
        type,
        ...optional("error", textSource("Error", context)),
        ...optional("cause", textSource("Cause", context)),
      };
    case "Wait": {
      const given = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter((field) => fields.has(field));
      if (given.length !== 1)
        context.report(
          fields.pointer,
          given.length === 0 ? "MISSING_FIELD" : "CONFLICTING_FIELDS",
          "A Wait state needs exactly one of Seconds, SecondsPath, Timestamp, TimestampPath.",
        );
      return {
        ...base,
        type,
        ...optional("seconds", numberSource("Seconds", context, { least: 0, most: 99_999_999, whole: true })),
        ...optional("timestamp", textSource("Timestamp", context)),
      };
    }
    case "Choice": {
      const fallback = fields.text("Default");
      return { ...base, type, choices: parseChoices(context), ...optional("default", fallback) };
    }
    case "Task": {
      const resource = parseResource(context);
      checkCredentials(context);
      if (resource === undefined) return undefined;
      return {
        ...base,
        ...result,
        ...errors,
        ...parameters,
        type,
        resource,
        ...optional(
          "timeoutSeconds",
          numberSource("TimeoutSeconds", context, { least: 1, most: 99_999_999, whole: true }),
        ),
        ...optional(
          "heartbeatSeconds",
          numberSource("HeartbeatSeconds", context, { least: 1, most: 99_999_999, whole: true }),
        ),
        ...optional("credentials", template("Credentials", context)),
      };
    }
    case "Parallel":
      return { ...base, ...result, ...errors, ...parameters, type, branches: parseBranches(context) };
    default: {
      const map = parseMap(context);
      return map === undefined ? undefined : { ...base, ...result, ...errors, ...map, type };
    }
  }
}

function checkCredentials({ fields, report }: StateContext): void {
  const credentials = fields.get("Credentials");
  if (!isObject(credentials) || credentials["RoleArn"] !== undefined || credentials["RoleArn.$"] !== undefined) return;
  report(at(fields.pointer, "Credentials"), "MISSING_FIELD", "The field 'RoleArn' is required but was missing");
}

function parseChoices(context: StateContext): ChoiceRule[] {
  const { fields, queryLanguage, report } = context;
  const choices = fields.array("Choices");
  if (choices === undefined || choices.length === 0) {
    reportEmpty("Choices", choices, context);
    return [];
  }
  return choices.flatMap((value, index) => {
    const pointer = at(fields.pointer, "Choices", index);
    if (!isObject(value)) {
      report(pointer, "WRONG_TYPE", "A choice rule must be an object.");
      return [];
    }
    const rule = new Fields(value, pointer, report);
    const next = rule.text("Next");
    if (next === undefined) report(pointer, "MISSING_FIELD", "These fields are required: [Next]");
    const local = { ...context, fields: rule };
    const compiled = compileRule(value, pointer, queryLanguage, context);
    if (next === undefined || compiled === undefined) return [];
    return [
      {
        next,
        rule: compiled,
        ...optional("assign", assignTemplate("Assign", local)),
        ...optional("output", template("Output", local)),
      },
    ];
  });
}

/** A list that is missing or has nothing in it, in AWS's words. [recordings: test_state] */
function reportEmpty(name: string, list: JsonArray | undefined, { fields, report }: StateContext): void {
  if (list !== undefined) fields.report(name, "MISSING_FIELD", "Value cannot be empty");
  else if (!fields.has(name)) report(fields.pointer, "MISSING_FIELD", `These fields are required: [${name}]`);
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

function allowsNext(type: State["type"]): boolean {
  return (PARTS[type] ?? []).includes("Next");
}

function readNext({ fields, report }: StateContext): string | undefined {
  const next = fields.text("Next");
  const end = fields.boolean("End");
  if (next !== undefined && end === true)
    fields.report("End", "CONFLICTING_FIELDS", "A state has Next or End, not both.");
  if (!fields.has("Next") && end !== true) report(fields.pointer, "MISSING_FIELD", "A state needs Next or End: true.");
  return next;
}

function checkName(name: string, pointer: string, { names, report }: Context): void {
  const other = names.get(name);
  if (other !== undefined) report(pointer, "DUPLICATE_STATE", `The name '${name}' is taken by the state at ${other}.`);
  if (name.length > 80)
    report(
      pointer,
      "WRONG_VALUE",
      `A state's name has at most 80 characters, '${name.slice(0, 20)}…' has ${name.length}.`,
    );
  names.set(name, pointer);
}
