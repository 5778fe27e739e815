import type { Input } from "./protocols.ts";
import { ServiceError } from "./service-error.ts";

/** What the model of a service says of one member of a request. */
export interface Constraint {
  readonly required?: true;
  /** Length of a text, in characters or in bytes of UTF-8; how many entries a list has; the least and the most of a number. */
  readonly min?: number;
  readonly max?: number;
  readonly bytes?: true;
  readonly type?: "string" | "number" | "boolean" | "list" | "structure";
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
  /** Its value is never repeated. */
  readonly sensitive?: true;
  /** Of the entries of a list. */
  readonly of?: Constraint;
  /** Of the members of a structure, with the name that its text form has in messages. */
  readonly members?: Constraints;
  readonly shape?: string;
}

export type Constraints = Readonly<Record<string, Constraint>>;

/**
 * Refuses a request that the service's model does not allow, all faults at once, in the words of AWS's front end.
 * [LocalStack's recordings of AWS, stepfunctions/v2, 2025; that a sensitive value is left out: Cognito's answers]
 */
export function checkConstraints(input: Input, constraints: Constraints): void {
  const faults = Object.entries(constraints).flatMap(([name, constraint]) => faultsOf(input[name], constraint, name));
  if (faults.length === 0) return;
  const count = `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected`;
  throw new ServiceError("ValidationException", `${count}: ${faults.join("; ")}`);
}

function faultsOf(value: unknown, constraint: Constraint, at: string): readonly string[] {
  if (value === undefined || value === null) {
    return constraint.required === true
      ? [`Value null at '${at}' failed to satisfy constraint: Member must not be null`]
      : [];
  }
  checkType(value, constraint, at);
  const broken = brokenBy(value, constraint);
  if (broken !== undefined) {
    const shown = constraint.sensitive === true ? "Value" : `Value '${textOf(value, constraint)}'`;
    return [`${shown} at '${at}' failed to satisfy constraint: ${broken}`];
  }
  if (Array.isArray(value)) {
    const { of } = constraint;
    return of === undefined ? [] : value.flatMap((each, index) => faultsOf(each, of, `${at}.${index + 1}.member`));
  }
  return Object.entries(constraint.members ?? {}).flatMap(([name, member]) =>
    faultsOf((value as Input)[name], member, `${at}.${name}`),
  );
}

/** A value of another type does not even reach the model. [inference: the words are those of AWS's JSON front end for numbers and texts] */
function checkType(value: unknown, { type = "string" }: Constraint, at: string): void {
  const is = Array.isArray(value) ? "list" : typeof value === "object" ? "structure" : typeof value;
  if (is === type) return;
  throw new ServiceError(
    "SerializationException",
    `${is.toUpperCase()} value cannot be converted to ${type} at '${at}'`,
  );
}

function brokenBy(value: unknown, { min, max, bytes, pattern, values }: Constraint): string | undefined {
  const number = typeof value === "number";
  const size = number ? value : sizeOf(value, bytes === true);
  const what = number ? "value" : "length";
  if (size !== undefined && max !== undefined && size > max)
    return `Member must have ${what} less than or equal to ${max}`;
  if (size !== undefined && min !== undefined && size < min)
    return `Member must have ${what} greater than or equal to ${min}`;
  if (typeof value !== "string") return undefined;
  if (values !== undefined && !values.includes(value))
    return `Member must satisfy enum value set: [${values.join(", ")}]`;
  if (pattern !== undefined && !pattern.test(value))
    return `Member must satisfy regular expression pattern: ${pattern.source}`;
  return undefined;
}

function sizeOf(value: unknown, bytes: boolean): number | undefined {
  if (typeof value === "string") return bytes ? Buffer.byteLength(value) : value.length;
  return Array.isArray(value) ? value.length : undefined;
}

/** As Java writes it. */
function textOf(value: unknown, { of, shape, members }: Constraint): string {
  if (Array.isArray(value)) return `[${value.map((each) => textOf(each, of ?? {})).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const given = value as Input;
  const fields = Object.keys(members ?? given).map((name) => `${name}=${textOf(given[name], members?.[name] ?? {})}`);
  return `${shape ?? ""}(${fields.join(", ")})`;
}
