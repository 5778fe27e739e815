import { didYouMean } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import type { WorkState } from "../history/work-states.ts";
import type { StateFault } from "./state-faults.ts";

/** Refuses faults that are aimed at nothing, or at what cannot fail in this way. */
export function checkFaults(faults: readonly StateFault[], states: readonly WorkState[]): void {
  for (const fault of faults) check(fault, states);
}

function check({ state, kind, item }: StateFault, states: readonly WorkState[]): void {
  const possible = states
    .filter((one) => one.kind === "ssm" || (kind === "fail" && one.kind === "lambda"))
    .map(({ name }) => name);
  if (possible.includes(state)) {
    if (item === undefined || states.find(({ name }) => name === state)?.inMap === true) return;
    throw new RehearsalError(
      "CANNOT_INJECT",
      `the fault ${kind} ${state}[${item}]: ${state} is in no Map and has no items`,
      {
        hint: `aim at ${state}`,
      },
    );
  }
  const isState = states.some(({ name }) => name === state);
  const what = isState ? "this state cannot fail in this way" : `there is no such state${didYouMean(state, possible)}`;
  throw new RehearsalError(
    isState ? "CANNOT_INJECT" : "NO_SUCH_STATE",
    `the fault ${kind} ${state}: ${what}; expected one of ${possible.join(", ")}`,
    { hint: "a fail needs a state that sends a command or calls a function, a reclaim one that sends a command" },
  );
}
