import type { Caller, CommandView } from "@alpha-engine/local-cloud";

import type { RehearsalNews } from "../events.ts";
import type { Tracker } from "../history/tracker.ts";
import type { WorkState } from "../history/work-states.ts";
import { FAULT_EXIT_CODE, type FaultPlan, planFaults, type StateFault } from "./state-faults.ts";

/** What goes wrong, and on which commands. */
interface Wanted {
  readonly faults?: readonly StateFault[] | undefined;
  readonly isWorkload?: ((command: CommandView) => boolean) | undefined;
}

/** The faults of a rehearsal, by what its tracker knows of the run; each that strikes is told. */
export function faultPlan(
  { faults = [], isWorkload }: Wanted,
  states: readonly WorkState[],
  tracker: Tracker,
  tell: (news: RehearsalNews) => void,
): FaultPlan {
  const following = {
    targetOfCommand: (command: CommandView) =>
      isWorkload?.(command) === false ? undefined : tracker.targetOfCommand(command),
    targetOf: (by: Caller | undefined) => tracker.targetOf(by),
    isRented: (command: CommandView) => tracker.isRented(command),
  };
  return planFaults(faults, states, following, ({ state, kind }) => {
    const what = kind === "fail" ? `its work exits with ${FAULT_EXIT_CODE}` : "its instance is reclaimed";
    tell({ type: "fault", state, what });
  });
}
