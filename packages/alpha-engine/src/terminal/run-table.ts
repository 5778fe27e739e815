import { styleText } from "node:util";

import { type Column, renderTable } from "@alpha-engine/command-line";
import type { StateSummary, Summary } from "@alpha-engine/rehearsal";

/** The table at the end of a rehearsal: a line for each state. Where it is narrow, the log key and the instance go. */
export function runTable({ states }: Pick<Summary, "states">, width: number, stream: NodeJS.WritableStream): string {
  const columns: readonly Column<StateSummary>[] = [
    { title: "state", cell: ({ name }) => name, narrow: "cut" },
    {
      title: "status",
      cell: ({ status }) => status.toLowerCase().replace("_", " "),
      style: (text, { status }) => styleText(COLOURS[status], text, { stream }),
    },
    { title: "tries", cell: ({ attempts }) => (attempts === 0 ? "-" : String(attempts)), align: "right" },
    {
      title: "time",
      cell: ({ wallSeconds }) => (wallSeconds === null ? "-" : `${wallSeconds.toFixed(1)} s`),
      align: "right",
    },
    { title: "exit", cell: ({ exitCode }) => (exitCode === null ? "-" : String(exitCode)), align: "right" },
    { title: "instance", cell: ({ instanceId }) => instanceId ?? "-", narrow: "drop" },
    { title: "log key", cell: ({ logKey }) => logKey ?? "-", narrow: "drop" },
  ];
  return renderTable(states.filter(isWorthALine), columns, width);
}

const COLOURS = {
  SUCCEEDED: "green",
  FAILED: "red",
  SKIPPED: "dim",
  NOT_REACHED: "dim",
  ABORTED: "yellow",
} as const;

/** A notification that was not sent needs no line. */
function isWorthALine({ kind, status }: StateSummary): boolean {
  return kind === "ssm" || kind === "lambda" || !(status === "NOT_REACHED" || status === "SKIPPED");
}
