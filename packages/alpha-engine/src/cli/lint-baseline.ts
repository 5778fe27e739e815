import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { UsageError } from "@alpha-engine/command-line";
import { type Baseline, compareWithBaseline, type FileReport, readBaseline, toBaseline } from "@alpha-engine/lint";

/** The reports without what the baseline knows; says what of it is gone. */
export function againstBaseline(file: string, reports: readonly FileReport[]): readonly FileReport[] {
  const baseline = readIfThere(file);
  if (baseline === undefined)
    throw new UsageError(`there is no baseline ${file}; --update-baseline writes it from what is found now`);
  const { reports: fresh, gone } = compareWithBaseline(namedFrom(file, reports), baseline);
  for (const known of gone)
    process.stderr.write(`${file}: gone: ${known.file}: ${known.path ?? "the machine"} [${known.rule}]\n`);
  if (gone.length > 0) process.stderr.write("next: the same with --update-baseline, which takes out what is gone\n");
  return fresh.map((report, index) => ({ ...report, file: reports[index]?.file ?? report.file }));
}

/** Writes what is found as the baseline; what it knows of files that are still there and were not looked at stays. */
export function updateBaseline(file: string, reports: readonly FileReport[]): void {
  const previous = readIfThere(file) ?? { version: 1, findings: [] };
  const isThere = (name: string): boolean => !/\.\w+$/.test(name) || existsSync(join(dirname(file), name));
  const kept = { ...previous, findings: previous.findings.filter((known) => isThere(known.file)) };
  const baseline = toBaseline(namedFrom(file, reports), kept);
  writeFileSync(file, `${JSON.stringify(baseline, undefined, 2)}\n`);
  const [before, after] = [textsOf(previous), textsOf(baseline)];
  const added = after.filter((text) => !before.includes(text)).length;
  const gone = before.filter((text) => !after.includes(text)).length;
  process.stderr.write(`${file}: ${after.length} known, ${added} new, ${gone} gone\n`);
}

function textsOf({ findings }: Baseline): readonly string[] {
  return findings.map((known) => JSON.stringify(known));
}

function readIfThere(file: string): Baseline | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readBaseline(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

/** A definition's file is named from where the baseline lies, so that it is the same wherever the command is run. */
function namedFrom(baseline: string, reports: readonly FileReport[]): readonly FileReport[] {
  const named = (file: string): string =>
    existsSync(file) ? relative(dirname(resolve(baseline)), resolve(file)).replaceAll("\\", "/") : file;
  return reports.map((report) => ({ ...report, file: named(report.file) }));
}
