import type { LintReport } from "../lint.ts";

/** A report with the file that it is about. */
export interface FileReport extends LintReport {
  readonly file: string;
  /** How many findings a baseline knew; they are not among `findings`. @default 0 */
  readonly known?: number;
}

/**
 * For people: one finding in two lines, why and how to mend it once for each rule.
 *
 * @example
 * ```ts example
 * import { lint, toText } from "@alpha-engine/lint";
 *
 * const report = await lint({ StartAt: "Done", States: { Done: { Type: "Succeed" }, Lost: { Type: "Succeed" } } });
 * console.log(toText([{ file: "weekly.json", ...report }]));
 * ```
 * ```text output
 * weekly.json:7:5: error: Lost: no route leads to Lost [unreachable-state]
 *
 * unreachable-state
 *   why:  Step Functions refuses the definition, or what looks like a safety net never runs.
 *   mend: Lead an edge to it, or take it out.
 *
 * 1 definition: 1 error, 0 warnings, 0 info
 * ```
 */
export function toText(reports: readonly FileReport[]): string {
  const lines = reports.flatMap(({ file, findings, excepted, notes }) => [
    ...findings.map(
      ({ file: own = file, line, column, severity, rule, path, message }) =>
        `${own}:${line}:${column}: ${severity}: ${path === undefined ? "" : `${path}: `}${message} [${rule}]`,
    ),
    ...excepted.map(
      ({ file: own = file, line, column, rule, path, reason }) =>
        `${own}:${line}:${column}: excepted: ${path ?? "the machine"} [${rule}]: ${reason}`,
    ),
    ...notes.map((note) => `${file}: note: ${note}`),
  ]);
  const all = reports.flatMap(({ findings }) => findings);
  const rules = [...new Map(all.map((finding) => [finding.rule, finding])).values()].toSorted((left, right) =>
    left.rule.localeCompare(right.rule),
  );
  const explained = rules.flatMap(({ rule, why, mend }) => ["", rule, `  why:  ${why}`, `  mend: ${mend}`]);
  return [...lines, ...explained, ...(lines.length === 0 ? [] : [""]), summary(reports), ""].join("\n");
}

function summary(reports: readonly FileReport[]): string {
  const all = reports.flatMap(({ findings }) => findings);
  const files = reports.length === 1 ? "1 definition" : `${reports.length} definitions`;
  const known = reports.reduce((sum, report) => sum + (report.known ?? 0), 0);
  const beside = known === 0 ? "" : ` beside ${known} that the baseline knows`;
  if (all.length === 0) return `${files}, nothing found${beside}`;
  const count = (severity: string): string => {
    const found = all.filter((finding) => finding.severity === severity).length;
    return `${found} ${severity}${severity === "info" || found === 1 ? "" : "s"}`;
  };
  return `${files}: ${count("error")}, ${count("warning")}, ${count("info")}${beside}`;
}
