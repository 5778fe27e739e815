import { bytesAtMost } from "../execution/size.ts";
import type { JsonValue } from "../json.ts";
import { lazily } from "../lazy.ts";
import type { OpenTransition } from "./open-transition.ts";

/** A text that is longer is written when somebody reads it: most are never read. */
const SHORT = 400;

/** What a state is entered with. Written out, as is the next: they are made for every state, and literals are faster. */
export function enteredWith(transition: OpenTransition, name: string, input: JsonValue, bytes: number): object {
  if (bytes < SHORT) return { name, input: transition.textOf(input) };
  return lazily({ name }, "input", () => JSON.stringify(input));
}

/** What a state is left with. */
export function leftWith(transition: OpenTransition, name: string, output: JsonValue, bytes: number): object {
  if (bytes < SHORT) return { name, output: transition.textOf(output) };
  return lazily({ name }, "output", () => JSON.stringify(output));
}

/** Adds the JSON of a payload, which never changes, to the details of a history event. */
export function withPayload<T extends object>(
  details: T,
  key: "output" | "parameters",
  value: JsonValue,
  bytes: number = bytesAtMost(value),
): T {
  if (bytes >= SHORT) return lazily(details, key, () => JSON.stringify(value));
  return Object.assign(
    details,
    key === "output" ? { output: JSON.stringify(value) } : { parameters: JSON.stringify(value) },
  );
}
