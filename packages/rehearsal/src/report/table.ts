import type { StateSummary, Summary } from "./summary-schema.ts";

const HEAD = ["state", "status", "attempts", "duration", "instance", "exit", "log key"] as const;

/** The table at the end of a rehearsal: one line a state. */
export function renderTable({ states }: Summary): string {
  const rows = states.filter(isWorthALine).map(cells);
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** A notification that was not sent is no news. */
function isWorthALine({ kind, status }: StateSummary): boolean {
  return kind === "ssm" || kind === "lambda" || !(status === "NOT_REACHED" || status === "SKIPPED");
}

function cells(state: StateSummary): readonly string[] {
  const { name, status, attempts, wallSeconds, instanceId, exitCode, logKey } = state;
  return [
    name,
    status.toLowerCase().replace("_", " "),
    attempts === 0 ? "-" : String(attempts),
    wallSeconds === null ? "-" : `${wallSeconds.toFixed(1)} s`,
    instanceId ?? "-",
    exitCode === null ? "-" : String(exitCode),
    logKey ?? "-",
  ];
}
