import type { Resource } from "../definition/machine.ts";
import type { AslError } from "../errors.ts";
import type { Shape } from "../integrations/shape.ts";
import { mockShape } from "../integrations/shapes-of.ts";
import { isArray, isObject, type JsonValue } from "../json.ts";
import { invalidRequest } from "./request.ts";

/** Holds a mocked result against what the service answers with. Fields it does not know are let through. [recordings: test_state] */
export function checkResult(resource: Resource, result: JsonValue, mode: "STRICT" | "PRESENT" | "NONE"): void {
  if (mode === "NONE") return;
  const shape = mockShape(resource);
  if (shape === undefined) return;
  if (!isObject(result)) throw invalid("Mock result must be an object");
  check(shape, result, "", mode === "STRICT");
}

function check(shape: Shape, value: JsonValue, field: string, strict: boolean): void {
  switch (shape.type) {
    case "any":
      return;
    case "list":
      if (!isArray(value)) throw invalid(`Field '${field}' must be an array`);
      checkBounds(shape, value.length, field, LENGTH);
      for (const item of value) check(shape.item, item, field, strict);
      return;
    case "map":
      if (!isObject(value)) throw invalid(`Field '${field}' must be an object`);
      for (const [key, item] of Object.entries(value)) check(shape.value, item, key, strict);
      return;
    case "object":
      if (!isObject(value)) throw invalid(`Field '${field}' must be an object`);
      for (const [name, { isRequired }] of shape.fields)
        if (strict && isRequired && !Object.hasOwn(value, name)) throw invalid(`Required field '${name}' is missing`);
      for (const [name, item] of Object.entries(value)) {
        const known = shape.fields.get(name);
        if (known !== undefined) check(known.shape, item, name, strict);
      }
      return;
    default:
      checkScalar(shape, value, field);
  }
}

function checkScalar(
  shape: Extract<Shape, { readonly type: "string" | "number" | "boolean" }>,
  value: JsonValue,
  field: string,
): void {
  if (typeof value !== shape.type) throw invalid(`Field '${field}' must be a ${shape.type}`);
  if (shape.type === "string" && typeof value === "string") {
    if (shape.oneOf !== undefined && !shape.oneOf.includes(value))
      throw invalid(`Field '${field}' is not an expected value`);
    checkBounds(shape, value.length, field, LENGTH);
  }
  if (shape.type === "number" && typeof value === "number") checkBounds(shape, value, field, VALUE);
}

/** The words for too little and too much. */
type Words = readonly [string, string];
/** The second of a length is an inference. */
const LENGTH: Words = ["is smaller than the minimum length", "exceeds the maximum length"];
const VALUE: Words = ["is less than the minimum value", "exceeds the maximum value"];

function checkBounds(
  { least = -Infinity, most = Infinity }: { readonly least?: number; readonly most?: number },
  size: number,
  field: string,
  [tooLittle, tooMuch]: Words,
): void {
  if (size < least) throw invalid(`Field '${field}' ${tooLittle}`);
  if (size > most) throw invalid(`Field '${field}' ${tooMuch}`);
}

function invalid(what: string): AslError {
  return invalidRequest(`Mock result schema validation error: ${what}`);
}
