import type { JsonValue } from "../json.ts";
import { LimitExceeded } from "./limits.ts";

/** Values and characters that a result may have: far more than any payload. */
const LARGEST = 8_000_000;
const DEEPEST = 1000;

/** A copy of what an expression gave that is JSON and nothing else; the library's lists carry members of their own. */
export function plain(value: unknown): JsonValue {
  const left = { size: LARGEST };
  return copy(value, DEEPEST, left);
}

function copy(value: unknown, depth: number, left: { size: number }): JsonValue {
  left.size -= typeof value === "string" ? value.length + 1 : 1;
  if (left.size < 0 || depth < 0) throw new LimitExceeded();
  // What no JSON number can say is a text. [measured with TestState, 2026]
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item: unknown) => copy(item, depth - 1, left));
  if (typeof value !== "object" || value === null || isFunction(value)) return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && typeof item !== "function")
      .map(([key, item]) => [key, copy(item, depth - 1, left)]),
  );
}

/** Whether `value` is one of the library's own functions. */
export function isFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  const { _jsonata_lambda: lambda, _jsonata_function: native } = value as Record<string, unknown>;
  return lambda === true || native === true;
}
