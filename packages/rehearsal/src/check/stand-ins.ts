import { didYouMean } from "@alpha-engine/dialect";
import { standInKey } from "@alpha-engine/local-cloud/models";

import { RehearsalError } from "../errors.ts";
import type { RehearseOptions } from "../options.ts";
import { askedBy } from "./asked.ts";

type StandIns = NonNullable<RehearseOptions["standIns"]>;

/**
 * Those of the stand-ins that a definition has a task for: what is said for several definitions need not concern each.
 *
 * @example
 * ```ts example
 * import { standInsFor } from "@alpha-engine/rehearsal/check";
 *
 * const States = { Train: { Type: "Task", Resource: "arn:aws:states:::batch:submitJob.sync", End: true } };
 * const standIns = { "batch:submitJob": { answer: {} }, "glue:startJobRun": { answer: {} } };
 * console.log(standInsFor({ StartAt: "Train", States }, standIns));
 * ```
 * ```text output
 * { 'batch:submitJob': { answer: {} } }
 * ```
 */
export function standInsFor(definition: RehearseOptions["definition"], standIns: StandIns): StandIns {
  const tasks = askedBy(definition).filter(({ isTask }) => isTask);
  const concerned = Object.entries(standIns).filter(([key, standIn]) =>
    tasks.some(({ name: state, resource }) => standInKey({ [key]: standIn }, { state, resource }) !== undefined),
  );
  return Object.fromEntries(concerned);
}

/** Refuses stand-ins that no task asks for. */
export function refuseIdleStandIns({
  definition,
  standIns = {},
}: Pick<RehearseOptions, "definition" | "standIns">): void {
  const concerned = standInsFor(definition, standIns);
  const idle = Object.keys(standIns).find((key) => !Object.hasOwn(concerned, key));
  if (idle === undefined) return;
  const tasks = askedBy(definition).filter(({ isTask }) => isTask);
  const names = [...new Set(tasks.flatMap(({ name, resource }) => [name, resource]))];
  throw new RehearsalError("NO_SUCH_STATE", `standIns.${idle}: no task asks for it${didYouMean(idle, names)}`, {
    hint: "name a state, its resource, or service:action",
  });
}
