import { nearest } from "@alpha-engine/dialect";
import { SpotWorkloadError } from "@alpha-engine/spot-workload/launcher";

import { MODES, type ModeName, type Phase, PHASE4_EVALUATIONS, PHASES } from "./modes.ts";

/** The flags that say which phases of a mode run. */
export interface PhaseFlags {
  readonly skipPhases?: readonly string[] | undefined;
  readonly onlyPhases?: readonly string[] | undefined;
  readonly skipPhase4Evaluations?: boolean | undefined;
  readonly pitParity?: boolean | undefined;
}

/** The phases that remain of the mode, in their order; words that leave nothing, or contradict each other, are refused. */
export function choosePhases(mode: ModeName, flags: PhaseFlags): readonly Phase[] {
  const { skipPhases = [], onlyPhases, skipPhase4Evaluations = false, pitParity = true } = flags;
  const { phases } = MODES[mode];
  if (onlyPhases !== undefined) {
    const both = onlyPhases.find((phase) => skipPhases.includes(phase));
    if (both !== undefined) throw new SpotWorkloadError("USAGE", `--only-phases and --skip-phases both name ${both}`);
    const foreign = onlyPhases.find((phase) => !phases.some((one) => one === phase));
    if (foreign !== undefined) {
      throw new SpotWorkloadError(
        "USAGE",
        `--only-phases: ${foreign} is no phase of the mode ${mode}, which has ${phases.join(", ")}`,
      );
    }
  }
  const skipped = new Set<string>([
    ...skipPhases,
    ...(skipPhase4Evaluations ? PHASE4_EVALUATIONS : []),
    ...(pitParity ? [] : ["pit_parity"]),
  ]);
  const left = phases.filter((phase) => !skipped.has(phase) && (onlyPhases?.includes(phase) ?? true));
  if (left.length === 0)
    throw new SpotWorkloadError("USAGE", `the mode ${mode} has no phase left to run: all are skipped`);
  return left;
}

/** Option parser: names of phases with commas. */
export function phaseList(flag: string): (text: string) => readonly string[] {
  return (text) => vocabulary(flag, "phase", text, PHASES);
}

/** Words with commas, each of which must be known. */
export function vocabulary(flag: string, kind: string, text: string, known: readonly string[]): readonly string[] {
  const words = [...new Set(text.split(",").map((word) => word.trim()))];
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined) return words;
  const near = nearest(unknown, known);
  throw new SpotWorkloadError(
    "USAGE",
    `${flag}: no ${kind} '${unknown}'${near === undefined ? "" : ` (did you mean ${near}?)`}; expected some of ${known.join(", ")}`,
  );
}
