import { UsageError } from "@alpha-engine/command-line";
import { didYouMean } from "@alpha-engine/dialect";

import type { Settings } from "../config/config.ts";
import { readData } from "../config/read-file.ts";
import { AlphaEngineError } from "../errors.ts";

/** What `--settings FILE`, `--set KEY=VALUE`, `--substitute` and `--from` say. */
export interface SettingsFlags {
  readonly substitute?: readonly string[];
  /** Where the definition that is named is. @default the configuration, or a file */
  readonly from?: "aws";
  readonly settings?: string;
  readonly set?: Readonly<Record<string, string>>;
}

export interface MergedSettings {
  readonly settings: Settings;
  /** Throws when what `--set` says is neither a setting of the configuration nor was read by anything until now. */
  readonly refuseUnread: () => void;
}

/** The configuration's settings with what the command line lays over them; a value that is JSON is read as that. */
export async function mergeSettings(
  base: Settings = {},
  { settings: file, set = {} }: SettingsFlags = {},
): Promise<MergedSettings> {
  const settings = { ...base, ...(file === undefined ? {} : await readSettings(file)) };
  const known = Object.keys(settings);
  const unread = new Set(Object.keys(set).filter((key) => !known.includes(key)));
  for (const [key, text] of Object.entries(set)) {
    const value = readValue(text);
    const get = (): unknown => (unread.delete(key), value);
    Object.defineProperty(settings, key, { get, enumerable: true, configurable: true });
  }
  return { settings, refuseUnread: () => refuse([...unread], known) };
}

function refuse([key]: readonly string[], known: readonly string[]): void {
  if (key === undefined) return;
  const settings = known.length === 0 ? "there are no settings" : `the settings are ${known.join(", ")}`;
  throw new UsageError(`--set ${key}: nothing reads a setting of this name${didYouMean(key, known)}; ${settings}`);
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
