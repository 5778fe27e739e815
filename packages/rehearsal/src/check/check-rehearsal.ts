import { parse } from "@alpha-engine/asl";

import { RehearsalError } from "../errors.ts";
import { checkExpectations } from "../expect/check-expectations.ts";
import { checkFaults } from "../faults/check-faults.ts";
import { readFaults } from "../faults/read-fault.ts";
import { readLater } from "../faults/read-later.ts";
import { taskStates, workStates } from "../history/work-states.ts";
import type { RehearseOptions } from "../options.ts";
import { standInsOf } from "../stand-ins/stand-ins.ts";
import { readStart } from "../time/start-at.ts";
import { checkOptions } from "./check-options.ts";
import { refuseUnmodelled } from "./refuse-unmodelled.ts";
import { refuseIdleStandIns } from "./stand-ins.ts";

/**
 * Refuses, without starting anything, what `rehearse` would refuse: options that there are not, faults and stand-ins that are
 * aimed at nothing, and states that ask for what the cloud does not model. Loads no cloud.
 *
 * @throws RehearsalError with what is wrong, and where
 *
 * @example
 * ```ts example
 * import { checkRehearsal } from "@alpha-engine/rehearsal/check";
 *
 * try {
 *   checkRehearsal({
 *     pipeline: "nightly",
 *     definition: {
 *       StartAt: "Train",
 *       States: { Train: { Type: "Task", Resource: "arn:aws:states:::batch:submitJob.sync", End: true } },
 *     },
 *   });
 * } catch (error) {
 *   console.log((error as Error).message);
 * }
 * ```
 * ```text output
 * a state asks for what this cloud does not model:
 *   Train (/States/Train/Resource): arn:aws:states:::batch:submitJob.sync
 * ```
 */
export function checkRehearsal(options: RehearseOptions): void {
  checkOptions(options);
  checkFaults(readFaults(options), taskStates(options.definition), readLater(options.definition));
  checkExpectations(options.expect ?? {}, workStates(options.definition));
  if (options.startAt !== undefined) readStart(options.startAt);
  if (options.machineType === "EXPRESS") refuseForExpress(options);
  const { stateMachines = {}, functions } = options;
  refuseIdleStandIns(options);
  for (const [name, machine] of Object.entries(stateMachines)) refuseIdleStandIns(machine, `stateMachines.${name}.`);
  if (options.invent === undefined || options.invent === false) {
    const { standIns, standInsOf: ofOthers } = standInsOf(options);
    const others = Object.entries(stateMachines).map(([name, { definition }]) => ({
      name,
      definition,
      standIns: ofOthers[name] ?? {},
    }));
    refuseUnmodelled([{ definition: options.definition, standIns }, ...others], Object.keys(functions ?? {}));
  }
}

/** What a standard state machine may have, and an Express one may not. */
function refuseForExpress({ pipeline, definition }: RehearseOptions): void {
  const parsed = parse(definition, { machineType: "EXPRESS" });
  const [first] = parsed.ok ? [] : parsed.problems;
  if (first === undefined) return;
  const message = `Step Functions refuses the definition of ${pipeline}, an Express state machine: ${first.message} (${first.pointer})`;
  throw new RehearsalError("DEFINITION_REFUSED", message, { hint: "mend the definition where the message points" });
}
