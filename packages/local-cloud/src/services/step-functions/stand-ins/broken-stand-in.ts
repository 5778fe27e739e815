import { TaskFailure } from "@alpha-engine/asl";

/**
 * A stand-in that could not answer as one: it is not there, does not start, or answers what is no JSON. No Catch may take that
 * for an answer of AWS: the execution ends with it.
 */
export function brokenStandIn(name: string, why: string): TaskFailure {
  return new TaskFailure("BrokenStandIn", `the stand-in ${name} ${why}`, { endsExecution: true });
}
