import { type LauncherFlags, SpotWorkloadError } from "@alpha-engine/spot-workload/launcher";

import { phaseList } from "./choose-phases.ts";
import type { ModeName } from "./modes.ts";
import { stageList } from "./stage-names.ts";

/** As the command line has them. */
export interface GivenFlags extends LauncherFlags {
  readonly mode?: ModeName;
  readonly smokeOnly?: true;
  readonly skipStages?: readonly string[];
  readonly skipped?: readonly string[];
  readonly skipPhases?: readonly string[];
  readonly onlyPhases?: readonly string[];
  readonly force?: boolean;
  readonly forcePhases?: readonly string[];
  readonly skipPhase4Evaluations?: boolean;
  readonly dryRun?: boolean;
  readonly freezeEvaluator?: boolean;
  readonly useVectorizedSweep?: boolean;
  /** False after --no-pit-parity. */
  readonly pitParity?: boolean;
  readonly pitParityEnabled?: true;
}

export interface BacktesterFlags extends GivenFlags {
  /** What the command line itself said: only that can contradict. */
  readonly explicit: GivenFlags;
}

/** The flags, and for those that were not given what the environment says: each has a variable. */
export function withEnvironment(given: GivenFlags, environment: NodeJS.ProcessEnv = process.env): BacktesterFlags {
  const list = (name: string, parse: (text: string) => readonly string[]): readonly string[] | undefined => {
    const text = environment[name] ?? "";
    return text === "" ? undefined : parse(text);
  };
  const flag = (name: string): boolean | undefined => booleanOf(name, environment[name] ?? "");
  const said = {
    skipStages: list("SKIP_STAGES", stageList),
    skipPhases: list("SKIP_PHASES", phaseList("$SKIP_PHASES")),
    onlyPhases: list("ONLY_PHASES", phaseList("$ONLY_PHASES")),
    forcePhases: list("FORCE_PHASES", phaseList("$FORCE_PHASES")),
    force: flag("FORCE_ALL"),
    skipPhase4Evaluations: flag("SKIP_PHASE4_EVALUATIONS"),
    dryRun: flag("DRY_RUN"),
    freezeEvaluator: flag("FREEZE_EVALUATOR"),
    useVectorizedSweep: flag("USE_VECTORIZED_SWEEP"),
  };
  const known = Object.entries(said).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), ...given, explicit: given };
}

function booleanOf(name: string, text: string): boolean | undefined {
  if (text === "") return undefined;
  if (/^(1|true|yes)$/i.test(text)) return true;
  if (/^(0|false|no)$/i.test(text)) return false;
  throw new SpotWorkloadError("USAGE", `$${name}: expected 1 or 0, got ${JSON.stringify(text)}`);
}
