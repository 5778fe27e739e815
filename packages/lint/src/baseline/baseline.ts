import { createHash } from "node:crypto";

import { LintError } from "../errors.ts";
import type { Finding } from "../lint.ts";
import type { FileReport } from "../report/text.ts";

/** What was found when the rules came to a repository: known, and to be mended by and by. */
export interface Baseline {
  readonly version: 1;
  readonly findings: readonly KnownFinding[];
}

/** A finding by what it is about, wherever in its file it stands. */
export interface KnownFinding {
  readonly file: string;
  readonly rule: string;
  /** The way to the state; absent for the machine as a whole. */
  readonly path?: string;
  /** Of the message, whatever line of a script it names. */
  readonly message: string;
  /** How many of these there are. @default 1 */
  readonly count?: number;
}

/** What is new, and what of the baseline is gone. */
export interface BaselineComparison {
  /** Without what is known, each with the number of known findings. */
  readonly reports: readonly FileReport[];
  readonly gone: readonly KnownFinding[];
}

/**
 * Everything that was found, as a baseline. Of `previous` stays what is of files that are not among the reports.
 *
 * @example
 * ```ts example
 * import { compareWithBaseline, lint, toBaseline } from "@alpha-engine/lint";
 *
 * const report = await lint({ StartAt: "Done", States: { Done: { Type: "Succeed" }, Lost: { Type: "Succeed" } } });
 * const reports = [{ file: "weekly.json", ...report }];
 * const { reports: fresh } = compareWithBaseline(reports, toBaseline(reports));
 * console.log(report.findings.length, fresh[0]?.findings.length, fresh[0]?.known);
 * ```
 * ```text output
 * 1 0 1
 * ```
 */
export function toBaseline(reports: readonly FileReport[], previous?: Baseline): Baseline {
  const linted = new Set(reports.map(({ file }) => file));
  const counted = new Map<string, KnownFinding>();
  for (const known of reports.flatMap(({ file, findings }) => findings.map((finding) => knownOf(file, finding)))) {
    const { count = 0 } = counted.get(keyOf(known)) ?? {};
    counted.set(keyOf(known), { ...known, count: count + 1 });
  }
  const own = [...counted.values()].map(({ count = 1, ...known }) => (count === 1 ? known : { ...known, count }));
  const others = previous?.findings.filter(({ file }) => !linted.has(file)) ?? [];
  const findings = [...own, ...others].toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return { version: 1, findings };
}

/**
 * The reports without what the baseline knows, and what it knows that is no longer found.
 *
 * @example
 * ```ts example
 * import { compareWithBaseline, lint } from "@alpha-engine/lint";
 *
 * const report = await lint({ StartAt: "Done", States: { Done: { Type: "Succeed" } } });
 * const known = { file: "weekly.json", rule: "unreachable-state", path: "Lost", message: "0123456789ab" };
 * const { gone } = compareWithBaseline([{ file: "weekly.json", ...report }], { version: 1, findings: [known] });
 * console.log(gone.map(({ rule, path }) => `${path} [${rule}]`));
 * ```
 * ```text output
 * [ 'Lost [unreachable-state]' ]
 * ```
 */
export function compareWithBaseline(reports: readonly FileReport[], baseline: Baseline): BaselineComparison {
  const left = new Map(baseline.findings.map((known) => [keyOf(known), known.count ?? 1]));
  const isNew = (file: string, finding: Finding): boolean => {
    const key = keyOf(knownOf(file, finding));
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  };
  const compared = reports.map((report) => {
    const findings = report.findings.filter((finding) => isNew(report.file, finding));
    return { ...report, findings, known: report.findings.length - findings.length };
  });
  const linted = new Set(reports.map(({ file }) => file));
  const gone = baseline.findings.filter((known) => linted.has(known.file) && (left.get(keyOf(known)) ?? 0) > 0);
  return { reports: compared, gone };
}

/**
 * Reads a baseline. Throws a `LintError` where the text is none.
 *
 * @example
 * ```ts example
 * import { readBaseline } from "@alpha-engine/lint";
 *
 * console.log(readBaseline('{"version": 1, "findings": []}').findings.length);
 * ```
 * ```text output
 * 0
 * ```
 */
export function readBaseline(text: string): Baseline {
  const value = parsed(text) as Partial<Baseline> | null;
  if (typeof value !== "object" || value?.version !== 1 || !Array.isArray(value.findings))
    throw bad("expected an object with version 1 and findings");
  for (const [index, known] of (value.findings as readonly unknown[]).entries())
    if (!isKnown(known)) throw bad(`findings[${index}]: expected file, rule and message`);
  return { version: 1, findings: value.findings };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw bad(`not JSON: ${(error as Error).message}`);
  }
}

function isKnown(value: unknown): boolean {
  const { file, rule, message } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [file, rule, message].every((text) => typeof text === "string");
}

function bad(message: string): LintError {
  return new LintError("BAD_BASELINE", `baseline: ${message}`, {
    hint: "alpha-engine lint --update-baseline writes it",
  });
}

function knownOf(file: string, { rule, path, message }: Finding): KnownFinding {
  const hash = createHash("sha256").update(message.replaceAll(/\blines? \d+/g, "line"));
  return { file, rule, ...(path === undefined ? {} : { path }), message: hash.digest("hex").slice(0, 12) };
}

function keyOf({ file, rule, path = "", message }: KnownFinding): string {
  return [file, path, rule, message].join("\0");
}
