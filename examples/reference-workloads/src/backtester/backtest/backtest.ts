import type { FileRecord } from "@alpha-engine/artifacts";
import { MODES, type ModeName, type Phase } from "@alpha-engine/backtester";

import type { Run } from "../../stages/open-run.ts";
import { PHASE_WORK } from "./phases.ts";

export interface BacktestOptions {
  /** @default "all" */
  readonly mode?: ModeName | undefined;
  /** @default those of the mode */
  readonly phases?: readonly Phase[] | undefined;
  /** Done again, also when their artifact is there and was made from the same bytes. */
  readonly forcePhases?: readonly string[] | undefined;
  readonly vectorized?: boolean | undefined;
}

/** Six years: the slowest average, and what the choice and its test need. */
const SMOKE_DAYS = 1512;

/** Stage `backtest`: the phases of the mode in turn, each with an artifact of its own. */
export async function backtest(
  run: Run,
  log: (line: string) => void,
  { mode = "all", phases = MODES[mode].phases, forcePhases = [], vectorized }: BacktestOptions = {},
): Promise<void> {
  const options = {
    vectorized,
    ...(MODES[mode].isSmoke ? { lastDays: SMOKE_DAYS } : {}),
    ...(mode === "smoke-simulate" ? { candidates: 1 } : {}),
  };
  for (const phase of phases) {
    if (!forcePhases.includes(phase) && (await isDone(run, phase))) {
      log(`${phase}: its artifact is there, made from the same inputs; --force-phases ${phase} makes it again`);
      continue;
    }
    log(`${phase}: begins`);
    // Of its own: what this phase reads, and nothing else, are the inputs of what it makes.
    await PHASE_WORK[phase].work(run.reopen(), log, options);
  }
}

/** Whether the artifact of the phase is there, and everything it was made from is still the same. */
async function isDone(run: Run, phase: Phase): Promise<boolean> {
  // In a dry run or a smoke the artifact of the real run is no answer.
  const made = await run.find(`backtest/${phase}`);
  if (made === undefined || !made.key.startsWith(run.under ?? "")) return false;
  const sources = await Promise.all(PHASE_WORK[phase].reads.map((stage) => run.find(stage)));
  const now = new Map(
    sources.flatMap((source) => source?.manifest.outputs ?? []).map(({ key, sha256 }) => [key, sha256]),
  );
  const { inputs } = made.manifest;
  return inputs.length > 0 && inputs.every(({ key, sha256 }: FileRecord) => now.get(key) === sha256);
}
