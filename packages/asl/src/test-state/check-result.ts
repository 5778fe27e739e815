import type { Resource } from "../definition/machine.ts";
import type { AslError } from "../errors.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";
import { invalidRequest } from "./request.ts";
import { resultShape, type Shape } from "./result-shapes.ts";

/** Holds a mocked result against what the service answers with. Fields it does not know are let through. [recordings: test_state] */
export function checkResult(
  { kind, resourceType, resource, pattern }: Resource,
  result: JsonValue,
  mode: "STRICT" | "PRESENT" | "NONE",
): void {
  if (kind !== "service" || pattern !== "request-response" || mode === "NONE") return;
  const shape = resultShape(resourceType.replace(/^aws-sdk:/, ""), resource);
  if (shape === undefined) return;
  if (!isObject(result)) throw invalid("Mock result must be an object");
  check(shape, result, "", mode === "STRICT");
}

function check(shape: Shape, value: JsonValue, field: string, strict: boolean): void {
  if (shape === "any") return;
  if (typeof shape === "string") {
    if (typeof value !== shape) throw invalid(`Field '${field}' must be a ${shape}`);
  } else if ("oneOf" in shape) {
    if (typeof value !== "string") throw invalid(`Field '${field}' must be a string`);
    if (!shape.oneOf.includes(value)) throw invalid(`Field '${field}' is not an expected value`);
  } else if ("list" in shape) {
    if (!isArray(value)) throw invalid(`Field '${field}' must be an array`);
    for (const item of value) check(shape.list, item, field, strict);
  } else {
    if (!isObject(value)) throw invalid(`Field '${field}' must be an object`);
    if ("map" in shape) for (const [key, item] of Object.entries(value)) check(shape.map, item, key, strict);
    else checkFields(shape, value, strict);
  }
}

function checkFields(
  { fields, required }: Extract<Shape, { fields: object }>,
  value: JsonValue,
  strict: boolean,
): void {
  if (!isObject(value)) return;
  const missing = strict ? required.find((name) => !Object.hasOwn(value, name)) : undefined;
  if (missing !== undefined) throw invalid(`Required field '${missing}' is missing`);
  for (const [name, shape] of Object.entries(fields)) {
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    if (item !== undefined) check(shape, item, name, strict);
  }
}

function invalid(what: string): AslError {
  return invalidRequest(`Mock result schema validation error: ${what}`);
}
