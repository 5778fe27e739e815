import { UsageError } from "@alpha-engine/command-line";

import type { JsonValue } from "../json.ts";

/** Reads the value of an option as JSON of any kind. */
export function jsonOption(name: string): (text: string) => JsonValue {
  return (text) => {
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      throw new UsageError(`${name} must be JSON, got ${text.slice(0, 60)}`);
    }
  };
}
