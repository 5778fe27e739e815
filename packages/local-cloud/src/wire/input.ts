import type { Input } from "./protocols.ts";
import { ServiceError } from "./service-error.ts";

/** Readers of loosely typed request fields: the right type, or absent, or a ValidationException. */
export function optionalString(input: Input, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new ServiceError("ValidationException", `${name} is not a string`);
}

export function requiredString(input: Input, name: string): string {
  const value = optionalString(input, name);
  if (value !== undefined && value !== "") return value;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`,
  );
}

export function strings(input: Input, name: string): readonly string[] {
  const value = input[name];
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new ServiceError("ValidationException", `${name} is not a list of strings`);
}

export function records(input: Input, name: string): readonly Input[] {
  const value = input[name];
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "object" && item !== null)) return value as Input[];
  throw new ServiceError("ValidationException", `${name} is not a list of structures`);
}

export function record(input: Input, name: string): Input {
  const value = input[name];
  if (value === undefined || value === null || value === "") return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Input;
  throw new ServiceError("ValidationException", `${name} is not a structure`);
}

export function optionalNumber(input: Input, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw new ServiceError("ValidationException", `${name} is not a number`);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
