import type { Input, JsonService } from "./protocols.ts";
import { ServiceError } from "./service-error.ts";
import type { Limits, Members, Shape, TextLimits } from "./shape.ts";

/** Each operation looks at its request before it does anything; `code` is what the service calls such a refusal. @default `ValidationException` */
export function checked(
  operations: JsonService["operations"],
  shapes: Readonly<Record<string, Members>>,
  code?: string,
): JsonService["operations"] {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => {
      const members = shapes[name];
      if (members === undefined) throw new Error(`What ${name} may be asked for is not said`);
      return [
        name,
        async (input, request) => {
          checkShape(input, members, code);
          return await operation(input, request);
        },
      ];
    }),
  );
}

/**
 * Refuses a request as the services of the JSON protocol do: what cannot be read at once, what is out of its limits all
 * together. What is not among the members is not looked at, as there. The sentences are those that users of AWS quote
 * from ValidationException (2015 to 2026).
 */
export function checkShape(input: Input, members: Members, code = "ValidationException"): void {
  const faults: string[] = [];
  checkMembers(input, members, "", faults);
  if (faults.length === 0) return;
  const count = faults.length === 1 ? "1 validation error" : `${faults.length} validation errors`;
  throw new ServiceError(code, `${count} detected: ${faults.join("; ")}`);
}

function checkMembers(input: Input, members: Members, path: string, faults: string[]): void {
  for (const [name, shape] of Object.entries(members)) {
    const value = input[name];
    const at = `${path}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    if (value !== undefined && value !== null) checkValue(value, shape, at, faults);
    else if (shape.required === true) faults.push(fault("null", at, "Member must not be null"));
  }
}

function checkValue(value: unknown, shape: Shape, at: string, faults: string[]): void {
  switch (shape.kind) {
    case "text":
      if (typeof value !== "string") throw unreadable(value, "String");
      for (const constraint of broken(value, shape.limits)) faults.push(fault(`'${value}'`, at, constraint));
      return;
    case "whole":
      if (typeof value !== "number" || !Number.isInteger(value)) throw unreadable(value, "Integer");
      for (const constraint of outside(value, shape.limits, "value")) faults.push(fault(`'${value}'`, at, constraint));
      return;
    case "flag":
      if (typeof value !== "boolean") throw unreadable(value, "Boolean");
      return;
    case "list":
      if (!Array.isArray(value)) throw unreadable(value, "List");
      return checkList(value, shape, at, faults);
    case "map":
      for (const [key, child] of Object.entries(structureOf(value)))
        checkValue(child, shape.of, `${at}.${key}`, faults);
      return;
    case "structure":
      return checkMembers(structureOf(value), shape.members, `${at}.`, faults);
  }
}

/** A list of texts is refused as a whole, with all that each of them must be; other members one by one. */
function checkList(value: readonly unknown[], { of, limits }: Shape & { kind: "list" }, at: string, faults: string[]) {
  for (const constraint of outside(value.length, limits, "length")) faults.push(fault(shown(value), at, constraint));
  if (of.kind !== "text") {
    value.forEach((child, index) => checkValue(child, of, `${at}.${index + 1}.member`, faults));
    return;
  }
  const wrong = value.find((child) => typeof child !== "string");
  if (wrong !== undefined) throw unreadable(wrong, "String");
  if (value.some((child) => broken(String(child), of.limits).length > 0)) {
    faults.push(fault(shown(value), at, `Member must satisfy constraint: [${all(of.limits).join(", ")}]`));
  }
}

function structureOf(value: unknown): Input {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Input;
  throw unreadable(value, "Structure");
}

function broken(value: string, limits: TextLimits): readonly string[] {
  const { pattern, oneOf } = limits;
  return [
    ...outside(value.length, limits, "length"),
    ...(pattern === undefined || new RegExp(`^(?:${pattern})$`, "u").test(value) ? [] : [patternSentence(pattern)]),
    ...(oneOf === undefined || oneOf.includes(value) ? [] : [enumSentence(oneOf)]),
  ];
}

function all(limits: TextLimits): readonly string[] {
  const { pattern, oneOf } = limits;
  return [
    ...limitSentences(limits, "length"),
    ...(pattern === undefined ? [] : [patternSentence(pattern)]),
    ...(oneOf === undefined ? [] : [enumSentence(oneOf)]),
  ];
}

function outside(value: number, { least, most }: Limits, what: "length" | "value"): readonly string[] {
  const tooMuch = most !== undefined && value > most ? { most } : {};
  const tooLittle = least !== undefined && value < least ? { least } : {};
  return limitSentences({ ...tooMuch, ...tooLittle }, what);
}

function limitSentences({ least, most }: Limits, what: "length" | "value"): readonly string[] {
  return [
    ...(most === undefined ? [] : [`Member must have ${what} less than or equal to ${most}`]),
    ...(least === undefined ? [] : [`Member must have ${what} greater than or equal to ${least}`]),
  ];
}

function patternSentence(pattern: string): string {
  return `Member must satisfy regular expression pattern: ${pattern}`;
}

function enumSentence(values: readonly string[]): string {
  return `Member must satisfy enum value set: [${values.join(", ")}]`;
}

function fault(value: string, at: string, constraint: string): string {
  return `Value ${value} at '${at}' failed to satisfy constraint: ${constraint}`;
}

function shown(value: readonly unknown[]): string {
  return `'[${value.map((each) => (typeof each === "string" ? each : JSON.stringify(each))).join(", ")}]'`;
}

function unreadable(value: unknown, wanted: string): ServiceError {
  const kind = Array.isArray(value) ? "list" : typeof value === "object" ? "structure or map" : undefined;
  if (kind !== undefined) return serialization(`Start of ${kind} found where not expected.`);
  if (wanted === "List" || wanted === "Structure") return serialization("Unexpected field type");
  const type = { boolean: value === true ? "TRUE_VALUE" : "FALSE_VALUE", number: "NUMBER_VALUE" }[
    typeof value as string
  ];
  return serialization(
    `${type ?? "STRING_VALUE"} can not be converted to ${wanted === "Integer" ? "an" : "a"} ${wanted}`,
  );
}

function serialization(message: string): ServiceError {
  return new ServiceError("SerializationException", message);
}
