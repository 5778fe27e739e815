import { UsageError } from "@alpha-engine/command-line";

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
    const { name, code, message } = error as { name?: string; code?: string; message?: string };
    if (name === "ReadingError") throw new UsageError(`${code === "BAD_CONFIG" ? config : file}: ${message}`);
    throw error;
  }
}
