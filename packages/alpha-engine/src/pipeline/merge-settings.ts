import type { Settings } from "../config/config.ts";
import { readData } from "../config/read-file.ts";
import { AlphaEngineError } from "../errors.ts";

/** What `--settings FILE` and `--set KEY=VALUE` say. */
export interface SettingsFlags {
  readonly settings?: string;
  readonly set?: Readonly<Record<string, string>>;
}

/** The configuration's settings with what the command line lays over them; a value that is JSON is read as that. */
export async function mergeSettings(
  base: Settings = {},
  { settings, set = {} }: SettingsFlags = {},
): Promise<Settings> {
  const words = Object.entries(set).map(([key, text]) => [key, readValue(text)] as const);
  return { ...base, ...(settings === undefined ? {} : await readSettings(settings)), ...Object.fromEntries(words) };
}

async function readSettings(file: string): Promise<Settings> {
  const value = await readData(file);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Settings;
  throw new AlphaEngineError("CONFIG_WRONG", `${file}: expected settings by name, got ${JSON.stringify(value)}`);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
