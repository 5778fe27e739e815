import type { ResolvedConfig } from "./load.ts";
import { redacted } from "./redact.ts";
import { BY_NAME } from "./schema.ts";

/** One setting, as `--show-config` shows it. */
export interface ShownSetting {
  /** Path in the config, e.g. `budgets.phase1`. */
  readonly key: string;
  readonly value: unknown;
  /** `default`, the file with the line, `$VARIABLE` or `--flag`. */
  readonly source: string;
}

/**
 * Every setting with its value, secrets covered, and who said it.
 *
 * @example
 * ```ts example
 * import { writeFileSync } from "node:fs";
 * import { loadConfig, showConfig } from "@alpha-engine/spot-workload";
 *
 * const machines = { instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"], imageId: "ami-1" };
 * writeFileSync("config.json", JSON.stringify({ bucket: "my-bucket", ...machines }));
 * const resolved = await loadConfig({ path: "config.json", budgets: {}, longScripts: [], environment: {} });
 * const [bucket] = showConfig(resolved);
 * console.log(bucket?.key, bucket?.value, bucket?.source);
 * ```
 * ```text output
 * bucket my-bucket config.json:1
 * ```
 */
export function showConfig({ config, origin }: ResolvedConfig): readonly ShownSetting[] {
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    const isByName = BY_NAME.some((name) => name === key);
    const paths = isByName ? Object.keys(value as object).map((script) => [key, script]) : [[key]];
    return paths.map((path) => {
      const at = path.length === 1 ? value : (value as Readonly<Record<string, unknown>>)[path[1] ?? ""];
      return { key: path.join("."), value: redacted(at, path.join(".")), source: origin(path) };
    });
  });
}

/** The settings as a table for people. */
export function settingsTable(settings: readonly ShownSetting[]): string {
  const rows = settings.map(({ key, value, source }) => [key, textOf(value), source] as const);
  const width = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const [first, second] = [width(0), Math.min(width(1), 60)];
  return rows.map(([key, value, source]) => `${key.padEnd(first)}  ${value.padEnd(second)}  ${source}\n`).join("");
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item === "string" && !item.includes(" ")))
    return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
