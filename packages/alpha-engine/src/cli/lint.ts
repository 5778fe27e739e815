import { dirname, resolve } from "node:path";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";
import {
  type FileReport,
  lint,
  type LintConfig,
  type LintOptions,
  type Preset,
  rules,
  type Severity,
  toGithub,
  toSarif,
  toText,
} from "@alpha-engine/lint";

import packageJson from "../../package.json" with { type: "json" };
import { findConfig } from "../config/find-config.ts";
import { loadConfig, type LoadedConfig } from "../config/load-config.ts";
import { readData } from "../config/read-file.ts";
import { definitionText } from "../pipeline/definition-of.ts";
import { lintInputs } from "../pipeline/lint-inputs.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { isUnreadable } from "../pipeline/readable.ts";
import { type Subject, subjectsNamed } from "../pipeline/subject.ts";
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
  const subjects = subjectsNamed(words, loaded);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  const inputs = await Promise.all(flags.input.map(readObject));
  const reports: FileReport[] = [];
  let least: Severity = "error";
  for (const subject of subjects) {
    const from = subject.isFile && flags.config === undefined ? await configOf(subject, loaded) : loaded;
    const config = lintConfig(from, flags);
    least = config.minSeverity ?? least;
    reports.push(await lintSubject(subject, { loaded: from, settings, inputs, config }));
  }
  refuseUnread();
  if (baseline !== undefined && flags.updateBaseline === true) return updateBaseline(baseline, reports);
  const fresh = baseline === undefined ? reports : againstBaseline(baseline, reports);
  print(fresh, format);
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

interface Around {
  readonly loaded: LoadedConfig;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: readonly object[];
  readonly config: LintConfig;
}

async function lintSubject(subject: Subject, around: Around): Promise<FileReport> {
  const { loaded, settings, inputs: given, config } = around;
  const { text, from } = await definitionText(subject, settings);
  const inputs = given.length > 0 ? given : lintInputs(subject, loaded.config);
  const options = { inputs, config } as LintOptions;
  try {
    return { file: from, ...(await lint(text, options)) };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new UsageError(`${error.code === "BAD_CONFIG" ? `${loaded.file}: lint` : from}: ${error.message}`);
  }
}

/** The configuration that holds where a file lies; where none does, the one that holds here. */
async function configOf({ word }: Subject, here: LoadedConfig): Promise<LoadedConfig> {
  const found = word === "-" ? undefined : findConfig(dirname(resolve(word)));
  const isHere = here.file !== undefined && found === resolve(here.file);
  return found === undefined || isHere ? here : await loadConfig(found);
}

function lintConfig(
  { config }: LoadedConfig,
  { preset, minSeverity }: Pick<LintFlags, "preset" | "minSeverity">,
): LintConfig {
  return {
    ...config.lint,
    ...(preset === undefined ? {} : { preset }),
    ...(minSeverity === undefined ? {} : { minSeverity }),
  };
}

async function readObject(file: string): Promise<object> {
  const value = await readData(file);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${file}: expected a JSON object, got ${JSON.stringify(value)}`);
}
