import { existsSync } from "node:fs";

import { UsageError } from "@alpha-engine/command-line";

import type { JsonValue } from "../json.ts";
import { readText } from "./definition-file.ts";
import { jsonOption } from "./json-option.ts";

/** Reads the value of an option as JSON, or as the name of a file that holds it. */
export function jsonOrFile(name: string): (text: string) => JsonValue {
  return (text) => {
    if (existsSync(text)) return jsonOption(`${name} ${text}`)(readText(text));
    try {
      return JSON.parse(text) as JsonValue;
    } catch {
      throw new UsageError(`${name} must be JSON or a file with it, got ${text.slice(0, 60)}`);
    }
  };
}
