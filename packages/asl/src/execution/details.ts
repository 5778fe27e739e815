import type { JsonValue } from "../json.ts";
import type { Run } from "./run.ts";
import { bytesAtMost } from "./size.ts";

/** A text that is longer is written when somebody reads it: most are never read. */
const SHORT = 1000;

/** What a state is entered with. Written out, as is the next: they are made for every state, and literals are faster. */
export function enteredWith(run: Run, name: string, input: JsonValue, bytes: number): object {
  if (bytes < SHORT) return { name, input: run.textOf(input) };
  let text: string | undefined;
  return {
    name,
    get input() {
      return (text ??= JSON.stringify(input));
    },
  };
}

/** What a state is left with. */
export function leftWith(run: Run, name: string, output: JsonValue, bytes: number): object {
  if (bytes < SHORT) return { name, output: run.textOf(output) };
  let text: string | undefined;
  return {
    name,
    get output() {
      return (text ??= JSON.stringify(output));
    },
  };
}

/** Adds the JSON of a payload, which never changes, to the details of a history event. */
export function withPayload(
  details: object,
  key: "output" | "parameters",
  value: JsonValue,
  bytes: number = bytesAtMost(value),
): object {
  if (bytes < SHORT) return Object.assign(details, { [key]: JSON.stringify(value) });
  let text: string | undefined;
  const get = (): string => (text ??= JSON.stringify(value));
  return Object.defineProperty(details, key, { enumerable: true, configurable: true, get });
}
