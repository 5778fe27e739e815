import { styleText } from "node:util";

import { type Column, renderTable } from "@alpha-engine/command-line";
import type { StateSummary, Summary } from "@alpha-engine/rehearsal";

/** The table at the end of a rehearsal: a line for each state. Where it is narrow, the log key and the instance go. */
export function runTable(
  { states, invented }: Pick<Summary, "states"> & Partial<Pick<Summary, "invented">>,
  width: number,
  stream: NodeJS.WritableStream,
): string {
  const made = new Set((invented?.answers ?? []).map(({ state }) => state));
  const columns: readonly Column<StateSummary>[] = [
    { title: "state", cell: ({ name }) => name, narrow: "cut" },
    {
      title: "status",
      cell: ({ name, status, items }) =>
        ofItems(items) ?? (made.has(name) ? "invented" : status.toLowerCase().replace("_", " ")),
      style: (text, { status }) => styleText(COLOURS[status], text, { stream }),
    },
    { title: "tries", cell: ({ attempts }) => (attempts === 0 ? "-" : String(attempts)), align: "right" },
    {
      title: "time",
      cell: ({ wallSeconds }) => (wallSeconds === null ? "-" : `${wallSeconds.toFixed(1)} s`),
      align: "right",
    },
    { title: "exit", cell: ({ exitCode }) => (exitCode === null ? "-" : String(exitCode)), align: "right" },
    ...(states.some(({ status }) => status === "FAILED")
      ? [{ title: "why", cell: (state) => shortened(whyOf(state)), narrow: "cut" } satisfies Column<StateSummary>]
      : []),
    { title: "instance", cell: ({ instanceId }) => instanceId ?? "-", narrow: "drop" },
    { title: "log key", cell: ({ logKey }) => logKey ?? "-", narrow: "drop" },
  ];
  return renderTable(states.filter(isWorthALine), columns, width);
}

/** `2 ok, 1 failed` */
function ofItems(items: StateSummary["items"]): string | undefined {
  if (items === null) return undefined;
  const { ok, failed, aborted, running } = items;
  if (ok + failed + aborted + running === 0) return undefined;
  const others = Object.entries({ aborted, running }).filter(([, count]) => count > 0);
  return [`${ok} ok`, `${failed} failed`, ...others.map(([what, count]) => `${count} ${what}`)].join(", ");
}

/** The error with its cause, or the last line that the step wrote. */
function whyOf({ status, items, ...own }: StateSummary): string {
  if (status !== "FAILED") return "";
  const { error, cause, lastLines } = items?.failures[0] ?? own;
  const [said = ""] = [lastLines.at(-1)?.replace(AGENTS_SCRIPT, ""), messageIn(cause), cause?.split("\n")[0]].filter(
    Boolean,
  );
  const named = error === null || error === "Failed" ? "" : error;
  return [named, said].filter(Boolean).join(": ");
}

/** Where the agent keeps the script, which a shell puts before what it complains of; which line it was stays. */
const AGENTS_SCRIPT = /^\/\S*\/_script\.sh: /;

/** The rest of the line is for instance and log. */
const LONGEST_WHY = 60;

function shortened(text: string): string {
  return text.length > LONGEST_WHY ? `${text.slice(0, LONGEST_WHY - 1)}…` : text;
}

/** A function tells its failure as JSON. */
function messageIn(cause: string | null): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause ?? "null") as { errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}

const COLOURS = {
  SUCCEEDED: "green",
  FAILED: "red",
  SKIPPED: "dim",
  NOT_REACHED: "dim",
  ABORTED: "yellow",
  RUNNING: "yellow",
  UNKNOWN: "yellow",
} as const;

/** A notification that was not sent needs no line. */
function isWorthALine({ kind, status }: StateSummary): boolean {
  return kind === "ssm" || kind === "lambda" || !(status === "NOT_REACHED" || status === "SKIPPED");
}
