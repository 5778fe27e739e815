import { didYouMean } from "@alpha-engine/dialect";
import { actionOf, standInKey } from "@alpha-engine/local-cloud/models";

import { RehearsalError } from "../errors.ts";
import type { RehearseOptions } from "../options.ts";
import { askedBy, stoodInFor } from "./asked.ts";

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
    tasks.some((asked) => asked.invokesAny === true || standInKey({ [key]: standIn }, stoodInFor(asked)) !== undefined),
  );
  return Object.fromEntries(concerned);
}

/** Refuses stand-ins that no task asks for. */
export function refuseIdleStandIns(
  { definition, standIns = {} }: Pick<RehearseOptions, "definition" | "standIns">,
  place: string = "",
): void {
  const concerned = standInsFor(definition, standIns);
  const idle = Object.keys(standIns).find((key) => !Object.hasOwn(concerned, key));
  if (idle === undefined) return;
  const tasks = askedBy(definition).filter(({ isTask }) => isTask);
  const names = [
    ...new Set(tasks.flatMap(({ name, resource, named }) => [name, resource, actionOf(resource), named ?? name])),
  ];
  throw new RehearsalError("NO_SUCH_STATE", `${place}standIns.${idle}: no task asks for it${didYouMean(idle, names)}`, {
    hint: "name a state, its resource, a function, or service:action",
  });
}
