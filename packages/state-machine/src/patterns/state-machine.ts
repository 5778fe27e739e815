import type { Definition } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { StateMachineError } from "../errors.ts";
import { toJsonata } from "../jsonata/to-jsonata.ts";
import { merge, sequence, type Step } from "../step/step.ts";
import { checkDefinition, checkErrorIsCarried } from "./check-definition.ts";

/** The steps of a machine, what follows a failure, and the bound on its time. */
export interface StateMachineOptions {
  readonly comment: string;
  /** In order; each leads to the next. */
  readonly steps: readonly [Step, ...Step[]];
  /** Takes every failure, see `onFailure`. */
  readonly failure: Step;
  /** The bound on the whole execution; above what its steps can take together. */
  readonly timeout: Duration;
  /** The last state of a run that went well. @default PipelineSucceeded */
  readonly end?: string | undefined;
  /** What paths and expressions are written in; the behaviour is the same. @default JSONPath */
  readonly queryLanguage?: "JSONPath" | "JSONata" | undefined;
}

/**
 * A whole definition. Refused are: an edge to a state that does not exist, a state that nothing leads to, a route to the failure
 * that does not carry `$.error`, a bound that the steps can pass.
 *
 * @example
 * ```ts example
 * import { onFailure, sh, ssmStep, stateMachine } from "@alpha-engine/state-machine";
 *
 * const definition = stateMachine({
 *   comment: "weekly",
 *   timeout: "1h",
 *   steps: [ssmStep({ name: "Sweep", slug: "sweep", command: sh`sweep`, budget: "30m" })],
 *   failure: onFailure({ subject: "Weekly - FAILED", message: "it failed", error: "PipelineFailure", resumeAt: "Sweep" }),
 * });
 * console.log(definition.StartAt, definition.TimeoutSeconds);
 * ```
 * ```text output
 * Sweep 3600
 * ```
 */
export function stateMachine(options: StateMachineOptions): Definition {
  const { comment, steps, failure, timeout, end = "PipelineSucceeded" } = options;
  const timeoutSeconds = toSeconds(timeout, "timeout");
  const body = sequence(steps);
  const longest = (body.longest ?? 0) + (failure.longest ?? 0);
  if (longest > timeoutSeconds)
    throw new StateMachineError(
      "TIMEOUTS_DO_NOT_NEST",
      `the machine ends after ${timeoutSeconds} s, and its steps can take ${longest} s together`,
      { hint: `raise the timeout to ${longest} or more, or lower the budgets of the steps` },
    );
  const wiring = { next: end, onFailure: failure.entry, degraded: body.advisories ?? [] };
  const definition: Definition = {
    Comment: comment,
    StartAt: body.entry,
    TimeoutSeconds: timeoutSeconds,
    States: merge([body.render(wiring), failure.render(wiring), { [end]: { Type: "Succeed" } }]),
  };
  checkDefinition(definition);
  checkErrorIsCarried(definition, failure.entry);
  return options.queryLanguage === "JSONata" ? toJsonata(definition) : definition;
}
