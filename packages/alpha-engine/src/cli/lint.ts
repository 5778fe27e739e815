import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";
import { type FileReport, lint, type LintOptions, rules, toSarif, toText } from "@alpha-engine/lint";

import packageJson from "../../package.json" with { type: "json" };
import { loadConfig, type LoadedConfig } from "../config/load-config.ts";
import { readData } from "../config/read-file.ts";
import { definitionText } from "../pipeline/definition-of.ts";
import { lintInputs } from "../pipeline/lint-inputs.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { isUnreadable } from "../pipeline/readable.ts";
import { type Subject, subjectsNamed } from "../pipeline/subject.ts";

export interface LintFlags extends SettingsFlags {
  readonly config?: string;
  readonly input: readonly string[];
  readonly format: "text" | "json" | "sarif";
  readonly json?: true;
}

/** `alpha-engine lint [NAME|FILE…]` */
export async function lintCommand(
  words: readonly string[],
  { format: asked, json, ...flags }: LintFlags,
): Promise<void> {
  const format = json === true ? "json" : asked;
  const loaded = await loadConfig(flags.config);
  const subjects = subjectsNamed(words, loaded);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  const inputs = await Promise.all(flags.input.map(readObject));
  const reports: FileReport[] = [];
  for (const subject of subjects) reports.push(await lintSubject(subject, { loaded, settings, inputs }));
  refuseUnread();
  const found = reports.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== "info"));
  const shown = { json: () => reports, sarif: () => toSarif(reports, rules, packageJson.version) };
  process.stdout.write(format === "text" ? toText(reports) : `${JSON.stringify(shown[format](), undefined, 2)}\n`);
  if (found[0] === undefined) return;
  throw new ExitError(EXIT_CODES.bad, `next: alpha-engine rules ${found[0].rule}`);
}

interface Around {
  readonly loaded: LoadedConfig;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: readonly object[];
}

async function lintSubject(subject: Subject, { loaded, settings, inputs: given }: Around): Promise<FileReport> {
  const { text, from } = await definitionText(subject, settings);
  const inputs = given.length > 0 ? given : lintInputs(subject, loaded.config);
  const { lint: config } = loaded.config;
  const options = { inputs, ...(config === undefined ? {} : { config }) } as LintOptions;
  try {
    return { file: from, ...(await lint(text, options)) };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new UsageError(`${error.code === "BAD_CONFIG" ? `${loaded.file}: lint` : from}: ${error.message}`);
  }
}

async function readObject(file: string): Promise<object> {
  const value = await readData(file);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${file}: expected a JSON object, got ${JSON.stringify(value)}`);
}
