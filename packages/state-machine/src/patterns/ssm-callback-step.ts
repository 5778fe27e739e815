import type { States } from "@alpha-engine/definition";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import { StateMachineError } from "../errors.ts";
import { input, sh, type ShellLine } from "../shell-text/shell.ts";
import { advisoryPath, failureRoute } from "../step/failure-route.ts";
import { snakeCase } from "../step/snake-case.ts";
import type { Step } from "../step/step.ts";
import { isOneOf, skipGate } from "./skip-gate.ts";
import { deliverySeconds, sendCommand, type SsmCommand } from "./ssm-command.ts";

export interface SsmCallbackStepOptions extends SsmCommand {
  /** The state's name, e.g. `MorningEnrich`. */
  readonly name: string;
  /** The time between two signs of life from the box; six may be missed. @default 60 */
  readonly heartbeat?: Duration | undefined;
  /** Booleans of the input, any of which skips the step; without one there is no gate. @default none */
  readonly skipFlags?: readonly string[] | undefined;
  /** Whether the run goes on when it fails; `announce` says so at the end. @default false */
  readonly advisory?: boolean | undefined;
}

/** The error of a command that ended with another code than 0; the cause is `exitCode=N`. */
const FAILED = "RemoteCommandFailed";
const MISSED = 6;

/**
 * Gate → send and wait: the box calls back with the state's task token when the work has ended, and says meanwhile that it
 * lives. No polls; a box that is gone is known when its heartbeats stay away. The box needs the AWS CLI, its role
 * `states:SendTask*`.
 *
 * @example
 * ```ts example
 * import { sh, ssmCallbackStep } from "@alpha-engine/state-machine";
 *
 * const step = ssmCallbackStep({ name: "Sweep", slug: "sweep", command: sh`sweep`, budget: "2h" });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'Sweep' ]
 * ```
 */
export function ssmCallbackStep(options: SsmCallbackStepOptions): Step {
  const { name, skipFlags = [], advisory = false } = options;
  const heartbeatSeconds = toSeconds(options.heartbeat ?? 60, "heartbeat");
  // The first sign of life comes after delivery.
  const patience = deliverySeconds(options) + MISSED * heartbeatSeconds;
  const send = sendCommand(name, options, (work) => callingBack(work, heartbeatSeconds));
  if (patience >= send.longest)
    throw new StateMachineError(
      "TIMEOUTS_DO_NOT_NEST",
      `${name} would wait ${patience} s for a sign of life and ends after ${send.longest} s`,
      { hint: "shorten heartbeat or deliveryTimeout" },
    );
  const result = `$.${snakeCase(name)}_result`;
  return {
    entry: skipFlags.length === 0 ? name : `CheckSkip${name}`,
    longest: send.longest,
    advisories: advisory ? [advisoryPath(name)] : [],
    render(wiring): States {
      const done = isOneOf(`${result}.status`, ["OK"]);
      const gate = skipGate({ flags: skipFlags, run: name, skipTo: wiring.next, done });
      return {
        ...(skipFlags.length === 0 ? {} : { [`CheckSkip${name}`]: gate }),
        [name]: {
          ...send.state,
          Resource: `${String(send.state["Resource"])}.waitForTaskToken`,
          HeartbeatSeconds: patience,
          TimeoutSeconds: send.longest,
          ResultSelector: { status: "OK" },
          ResultPath: result,
          Catch: failureRoute(name, advisory, wiring).Catch,
          Next: wiring.next,
        },
      };
    },
  };
}

/** No braces, quotes or backslashes beside a value: see `commandsField`. */
function callingBack(work: ShellLine, heartbeatSeconds: number): readonly ShellLine[] {
  return [
    sh`export TASK_TOKEN=${input("$$.Task.Token")}`,
    sh`(while sleep ${heartbeatSeconds}; do aws stepfunctions send-task-heartbeat --task-token "$TASK_TOKEN" || break; done) </dev/null >/dev/null 2>&1 &`,
    sh`heartbeats=$!`,
    sh`code=0`,
    { parts: [...work.parts, " || code=$?"] },
    sh`kill "$heartbeats" || true`,
    sh`if [ "$code" -eq 0 ]; then aws stepfunctions send-task-success --task-token "$TASK_TOKEN" --task-output "$code"; else aws stepfunctions send-task-failure --task-token "$TASK_TOKEN" --error ${FAILED} --cause "exitCode=$code"; fi`,
    sh`exit "$code"`,
  ];
}
