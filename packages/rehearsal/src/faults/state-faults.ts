import type { Caller, CommandFault, CommandView, Faults } from "@alpha-engine/local-cloud";

import type { Target } from "../history/owners.ts";
import type { WorkState } from "../history/work-states.ts";

/** A fault aimed at a state of the definition. */
export interface StateFault {
  readonly state: string;
  /** `fail`: its work exits with 3 (a function: raises an error). `reclaim`: its spot instance is taken away, once. */
  readonly kind: "fail" | "reclaim";
  /** Of a state in a Map: the index of the one item that is meant. @default all of them */
  readonly item?: number | undefined;
}

/** A fault, and whether the run came by it. */
export interface InjectedFault extends StateFault {
  readonly injected: boolean;
}

export const FAULT_EXIT_CODE = 3;
/** The two-minute notice is best effort; here it is missed, so that the work is cut in its middle and not after its end. */
const NOTICE_SECONDS = 0;

/** What is known of the run. */
export interface Following {
  readonly targetOfCommand: (command: CommandView) => Target | undefined;
  readonly targetOf: (by: Caller | undefined) => Target | undefined;
  /** Whether a command runs on an instance that was rented for it. */
  readonly isRented: (command: CommandView) => boolean;
}

export interface FaultPlan {
  readonly faults: Faults;
  report(): readonly InjectedFault[];
}

/** Turns faults on states into the cloud's faults on commands and functions. */
export function planFaults(
  wanted: readonly StateFault[],
  states: readonly WorkState[],
  { targetOfCommand, targetOf, isRented }: Following,
  onInjected: (fault: StateFault) => void,
): FaultPlan {
  const injected = new Set<StateFault>();
  const inject = (fault: StateFault): void => {
    injected.add(fault);
    onInjected(fault);
  };
  return {
    faults: {
      command(command): CommandFault | undefined {
        const target = targetOfCommand(command);
        const fault = wanted.find(
          (one) =>
            one.state === target?.state &&
            (one.item === undefined || one.item === target.item) &&
            (one.kind === "fail" || (!injected.has(one) && isRented(command))),
        );
        if (fault === undefined) return undefined;
        inject(fault);
        return fault.kind === "fail"
          ? { kind: "exit", code: FAULT_EXIT_CODE }
          : { kind: "reclaim", noticeLead: NOTICE_SECONDS };
      },
      invocation(functionName, _event, by) {
        const named = states.filter((state) => state.functionName === functionName).map(({ name }) => name);
        const target = targetOf(by);
        const fault = wanted.find(
          ({ kind, state, item }) =>
            kind === "fail" &&
            named.includes(state) &&
            state === target?.state &&
            (item === undefined || item === target.item),
        );
        if (fault === undefined) return undefined;
        inject(fault);
        return { errorType: "InjectedFault", errorMessage: `the rehearsal was asked to let ${fault.state} fail` };
      },
    },
    report: () => wanted.map((fault) => ({ ...fault, injected: injected.has(fault) })),
  };
}
