import type { HistoryEvent } from "../execution/history.ts";

/** The history as a table for people: number, time since the start, type, state, and what failed. */
export function historyTable(history: readonly HistoryEvent[]): string {
  const began = Date.parse(history[0]?.timestamp ?? "");
  const rows = history.map((event) => [
    String(event.id),
    elapsed(began, event),
    event.type,
    subject(event),
    reason(event),
  ]);
  const widths = HEADER.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  return [HEADER, ...rows]
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
    .concat("\n");
}

const HEADER = ["#", "time", "event", "state", "reason"];
const LONGEST_REASON = 100;

function elapsed(began: number, { timestamp }: HistoryEvent): string {
  const seconds = (Date.parse(timestamp) - began) / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = (seconds % 60).toFixed(3).padStart(6, "0");
  return `${hours > 0 ? `${hours}:` : ""}${String(minutes).padStart(2, "0")}:${rest}`;
}

/** What an event tells apart from its times, whatever its details are called. */
function detailsOf(event: HistoryEvent): Readonly<Record<string, unknown>> {
  return (Object.values(event).find((value) => typeof value === "object") ?? {}) as Record<string, unknown>;
}

function subject(event: HistoryEvent): string {
  const { name, state, index, resourceType, resource } = detailsOf(event);
  if (typeof name === "string") return typeof index === "number" ? `${name}[${index}]` : name;
  if (typeof state === "string") return state;
  return [resourceType, resource].filter((part) => typeof part === "string").join(":");
}

function reason(event: HistoryEvent): string {
  const { error, cause } = detailsOf(event);
  const text = [error, cause].filter((part) => typeof part === "string").join(": ");
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON - 1)}…` : line;
}
