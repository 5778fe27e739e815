import { UsageError } from "@alpha-engine/command-line";
import { DefinitionError } from "@alpha-engine/definition";

import { LintError } from "../errors.ts";
import { lint } from "../lint.ts";
import { toSarif } from "../report/sarif.ts";
import { type FileReport, toText } from "../report/text.ts";
import type { LintConfig } from "../rule/config.ts";
import { RULES } from "../rules.ts";
import { readObject, readText } from "./files.ts";

export interface LintFlags {
  readonly input: readonly string[];
  readonly config?: string;
  readonly format: "text" | "json" | "sarif";
}

export async function lintFiles(
  files: readonly string[],
  { input, config, format }: LintFlags,
  version: string,
): Promise<void> {
  const inputs = input.map(readObject);
  const options = { inputs, ...(config === undefined ? {} : { config: readObject(config) as LintConfig }) };
  const reports: FileReport[] = [];
  for (const file of files) reports.push({ file, ...(await lintFile(file, options, config)) });
  process.stdout.write(
    format === "text"
      ? toText(reports)
      : `${JSON.stringify(format === "json" ? reports : toSarif(reports, RULES, version), undefined, 2)}\n`,
  );
  if (reports.some(({ findings }) => findings.some(({ severity }) => severity !== "info"))) process.exitCode = 1;
}

async function lintFile(
  file: string,
  options: Parameters<typeof lint>[1],
  config: string | undefined,
): ReturnType<typeof lint> {
  try {
    return await lint(readText(file), options);
  } catch (error) {
    if (error instanceof LintError) throw new UsageError(`${config}: ${error.message}`);
    if (error instanceof DefinitionError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
