import type { Problem, Summary } from "@alpha-engine/rehearsal";

/** What a run that succeeded may have done as its definition wants it; `--strict` holds it against it all the same. */
const MEANT: ReadonlySet<Problem["kind"]> = new Set([
  "failed-step",
  "unheeded-failure",
  "left-in-flight",
  "merge-without-effect",
  "skipped-by-another",
  "stale-checkout",
  "still-running",
  "false-success",
  "degraded-success",
  "not-modelled",
  "network-denied",
  "stand-in-unmet",
  "invented",
]);

/**
 * Whether the execution succeeded, or ended as it was expected to, and left nothing behind; if strict, nothing that is a
 * problem at all.
 */
export function isGood({ status, problems, expectations }: Summary, strict: boolean): boolean {
  const hasEndedWell =
    status === "SUCCEEDED" || expectations.some(({ what, met }) => what === "status" && met === true);
  return hasEndedWell && problems.every(({ kind }) => !strict && MEANT.has(kind));
}
