import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { at } from "./pointer.ts";

/** What a Task calls, as its `Resource` and its parameters say. */
export interface ServiceCall {
  /** Lower case: `ssm`, `sns`, `lambda`, `dynamodb`; `activity`. */
  readonly service: string;
  /** `sendCommand`, `publish`, `invoke`. */
  readonly action: string;
  /** Through the AWS SDK integration rather than an optimised one: other error names. */
  readonly sdk: boolean;
  readonly pattern: "request-response" | "sync" | "callback";
  /** `Parameters`, or `Arguments` in JSONata. */
  readonly parameters: JsonObject;
  readonly parametersPointer: string;
}

export function serviceCall(raw: JsonObject, pointer: string): ServiceCall | undefined {
  const resource = raw["Resource"];
  if (raw["Type"] !== "Task" || typeof resource !== "string") return undefined;
  const name = raw["Arguments"] === undefined ? "Parameters" : "Arguments";
  const given = raw[name];
  const parameters = typeof given === "object" && given !== null && !Array.isArray(given) ? (given as JsonObject) : {};
  const [, , service = "", , , ...rest] = resource.split(":");
  const base = { parameters, parametersPointer: at(pointer, name) };
  if (service === "lambda") {
    return {
      ...base,
      service: "lambda",
      action: "invoke",
      sdk: false,
      pattern: "request-response",
      // Without the integration the parameters are the payload.
      parameters: { FunctionName: resource, Payload: parameters },
    };
  }
  const sdk = rest[0] === "aws-sdk";
  const words = sdk ? rest.slice(1) : rest;
  const action = words.slice(1).join(":");
  return {
    ...base,
    service: (words[0] ?? "").toLowerCase(),
    action: action.replace(/\.(?:sync(?::\d+)?|waitForTaskToken)$/, ""),
    sdk,
    pattern: action.endsWith(".waitForTaskToken")
      ? "callback"
      : /\.sync(?::\d+)?$/.test(action)
        ? "sync"
        : "request-response",
  };
}

/**
 * The name of the function that a call invokes, without account and alias; undefined where it is computed.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { functionName } from "@alpha-engine/definition/tree";
 *
 * const invoke = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "grade:live" } };
 * const { tree } = readDefinition({ StartAt: "Grade", States: { Grade: { ...invoke, End: true } } });
 * for (const { call } of tree.states) if (call !== undefined) console.log(functionName(call));
 * ```
 * ```text output
 * grade
 * ```
 */
export function functionName({ parameters }: ServiceCall): string | undefined {
  const given = parameters["FunctionName"];
  if (typeof given !== "string" || given.startsWith("{%")) return undefined;
  const name = given.startsWith("arn:") ? given.split(":")[6] : given.split(":")[0];
  return name === "" ? undefined : name;
}

/** A field that is written down or computed. */
export interface Field {
  /** With `.$` where it has one. */
  readonly key: string;
  readonly value: JsonValue;
  readonly computed: boolean;
}

/**
 * The field `name` of a template, whether `name` or `name.$`; a JSONata text counts as computed.
 *
 * @example
 * ```ts example
 * import { field } from "@alpha-engine/definition/tree";
 *
 * console.log(field({ "TopicArn.$": "$.topic", Subject: "done" }, "TopicArn"));
 * ```
 * ```text output
 * { key: 'TopicArn.$', value: '$.topic', computed: true }
 * ```
 */
export function field(template: JsonObject, name: string): Field | undefined {
  const computed = template[`${name}.$`];
  if (computed !== undefined) return { key: `${name}.$`, value: computed, computed: true };
  const value = template[name];
  if (value === undefined) return undefined;
  return { key: name, value, computed: typeof value === "string" && value.startsWith("{%") };
}
