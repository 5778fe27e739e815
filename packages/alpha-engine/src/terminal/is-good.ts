import type { Problem, Summary } from "@alpha-engine/rehearsal";

/** What a run that succeeded may have done as its definition wants it; `--strict` holds it against it all the same. */
const MEANT: ReadonlySet<Problem["kind"]> = new Set([
  "failed-step",
  "still-running",
  "false-success",
  "not-modelled",
  "network-denied",
  "stand-in-unmet",
]);

/** Whether the execution succeeded and left nothing behind; if strict, nothing that is a problem at all. */
export function isGood({ status, problems }: Summary, strict: boolean): boolean {
  return status === "SUCCEEDED" && problems.every(({ kind }) => !strict && MEANT.has(kind));
}
