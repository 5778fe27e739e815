import type { CheckedUse, PinsReport } from "../check-pins.ts";

/**
 * A table for people: one line for each use, by file; then how many there are of each.
 *
 * @example
 * ```ts example
 * import { checkPins, renderReport } from "@alpha-engine/pins";
 *
 * const uses = [{ name: "left-pad", spec: "1.0.0", line: 3 }];
 * const known = async () => ({ versions: ["1.0.0"], tags: { latest: "1.0.0" } });
 * process.stdout.write(renderReport(await checkPins([{ file: "package.json", uses }], { known })));
 * ```
 * ```text output
 * package.json
 *   3  left-pad  1.0.0  current
 *
 * 1 current
 * ```
 */
export function renderReport(report: PinsReport): string {
  const lines: string[] = [];
  for (const { file, uses } of report.consumers) {
    lines.push(file);
    const rows = uses.map((use) => [
      `  ${use.line}`,
      use.name,
      use.spec === "" ? "(no version)" : use.spec,
      sentence(use),
    ]);
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    for (const row of rows)
      lines.push(
        row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd(),
      );
  }
  if (report.consumers.length === 0) lines.push("nothing here uses these packages");
  const counted = Object.entries(report.counts).filter(([, count]) => count > 0);
  lines.push("", counted.map(([status, count]) => `${count} ${status}`).join(", ") || "0 uses");
  return `${lines.join("\n")}\n`;
}

function sentence({ status, kind, gets, latest, doubt, unknown }: CheckedUse): string {
  const newest = latest === null ? "" : `, newest ${latest}`;
  if (status === "floats") {
    const now =
      gets === null ? `would get: not known${unknown === undefined ? "" : `, ${unknown}`}` : `would get ${gets} now`;
    return `floats: ${doubt ?? WHY[kind] ?? kind}; ${now}${newest}`;
  }
  if (status === "missing") return `missing: not published${newest}`;
  if (status === "unknown") return `pinned; newest not known: ${unknown ?? ""}`;
  return status === "current" ? "current" : `${status}${newest}`;
}

const WHY: Readonly<Record<string, string>> = {
  range: "a range",
  tag: "a tag can be moved",
  none: "no version",
  workspace: "the workspace's own, whatever it is",
  git: "a git address is not a release",
  url: "an address without a version",
  file: "a folder or file of this machine",
  variable: "a variable",
};
