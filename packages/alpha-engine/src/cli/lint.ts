import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";
import { type FileReport, type Preset, rules, type Severity, toGithub, toSarif, toText } from "@alpha-engine/lint";

import packageJson from "../../package.json" with { type: "json" };
import { loadConfig } from "../config/load-config.ts";
import { readData } from "../config/read-file.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { subjectsToLint } from "../pipeline/subjects-to-lint.ts";
import { refuseUnused, substitutionsFrom } from "../pipeline/substitute.ts";
import { lintAll } from "./lint-all.ts";
import { againstBaseline, updateBaseline } from "./lint-baseline.ts";

/** What fails the command where this is the least that counts. */
const FAILING: Readonly<Record<Severity, readonly Severity[]>> = {
  error: ["error"],
  warning: ["error", "warning"],
  info: ["error", "warning", "info"],
};

export interface LintFlags extends SettingsFlags {
  readonly config?: string;
  readonly input: readonly string[];
  readonly format: "text" | "json" | "sarif" | "github";
  readonly json?: true;
  readonly preset?: Preset;
  readonly minSeverity?: Severity;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly baseline?: string;
  readonly updateBaseline?: true;
}

/** `alpha-engine lint [NAME|FILE…]` */
export async function lintCommand(
  words: readonly string[],
  { format: asked, json, ...flags }: LintFlags,
): Promise<void> {
  const format = json === true ? "json" : asked;
  const { baseline } = flags;
  if (flags.updateBaseline === true && baseline === undefined)
    throw new UsageError("--update-baseline: expected --baseline FILE, which it writes");
  const loaded = await loadConfig(flags.config);
  const subjects = await subjectsToLint(words, loaded, flags.from);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  const inputs = await Promise.all(flags.input.map(readObject));
  const substitutions = await substitutionsFrom(flags.substitute);
  const around = { loaded, settings, inputs, substitutions, flags };
  const { reports, failures, holes, least } = await lintAll(subjects, around);
  refuseUnread();
  if (failures.length === 0) refuseUnused(substitutions, holes);
  if (baseline !== undefined && flags.updateBaseline === true) return updateBaseline(baseline, reports);
  const fresh = baseline === undefined ? reports : againstBaseline(baseline, reports);
  if (reports.length > 0 || failures.length === 0) print(fresh, format);
  if (failures.length > 0)
    throw new ExitError(EXIT_CODES.usage, failures.map((each) => `alpha-engine: ${each}`).join("\n"));
  // What a baseline does not know is news, a warning as well.
  const fails = FAILING[baseline === undefined ? least : "warning"];
  const found = fresh.flatMap(({ findings }) => findings.filter(({ severity }) => fails.includes(severity)));
  if (found[0] === undefined) return;
  throw new ExitError(EXIT_CODES.bad, `next: alpha-engine rules ${found[0].rule}`);
}

function print(reports: readonly FileReport[], format: LintFlags["format"]): void {
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  const shown = {
    text: () => toText(reports),
    json: () => json(reports),
    sarif: () => json(toSarif(reports, rules, packageJson.version)),
    github: () => toGithub(reports),
  };
  process.stdout.write(shown[format]());
}

async function readObject(file: string): Promise<object> {
  const value = await readData(file);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${file}: expected a JSON object, got ${JSON.stringify(value)}`);
}
