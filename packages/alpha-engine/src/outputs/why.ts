import type { StateSummary } from "@alpha-engine/rehearsal";

/** `exit 4: no such table`, `Glue.Busy: try later` */
export function whyFailed({ exitCode, error, cause, lastLines, items }: StateSummary): string {
  const first = items?.failures[0];
  const code = first === undefined ? exitCode : first.exitCode;
  const how = code === null ? (first?.error ?? error) || "" : `exit ${code}`;
  const last = (first?.lastLines ?? lastLines).at(-1) ?? (first?.cause ?? cause)?.split("\n")[0] ?? "";
  return [how, last].filter((text) => text !== "").join(": ");
}
