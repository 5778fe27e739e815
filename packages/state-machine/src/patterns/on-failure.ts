import type { State, States } from "@alpha-engine/definition";

import type { Step } from "../step/step.ts";
import { checkSubject, type Notification, publish } from "./notify.ts";

/** What is said of a failure, and how the execution ends and is taken up again. The state is `HandleFailure`. */
export interface OnFailureOptions extends Omit<Notification, "name"> {
  /** The execution's error name. */
  readonly error: string;
  /**
   * The state at which a redriven execution goes on, e.g. `CheckInput`: a wrong input must not get past its check so. What is
   * done already is passed over by the gates.
   */
  readonly resumeAt: string;
  /** Must run after every failure, whatever became of the notification, e.g. a `stopInstance`. @default nothing */
  readonly cleanup?: Step | undefined;
}

/** What FailExecution calls its second end, see there. */
const REDRIVEN = "ExecutionRedriven";

/**
 * Where every failure ends: one notification, the clean-up, then an end whose cause is `$.error` as JSON. The end is no Fail
 * state: a redrive would enter that again and fail again (AWS: redrive restarts the state that failed). It is a task that
 * fails itself; redriven, it leads back into the machine. The role needs `states:SendTaskFailure`.
 *
 * @example
 * ```ts example
 * import { onFailure } from "@alpha-engine/state-machine";
 *
 * const step = onFailure({
 *   subject: "Weekly - FAILED",
 *   message: "States.JsonToString($.error)",
 *   error: "PipelineFailure",
 *   resumeAt: "CheckInput",
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'HandleFailure',
 *   'RecordFailure',
 *   'FailExecution',
 *   'ResumeAfterRedrive'
 * ]
 * ```
 */
export function onFailure({ error, resumeAt, cleanup, ...notification }: OnFailureOptions): Step {
  const options = { ...notification, name: "HandleFailure" };
  checkSubject(options);
  return {
    entry: "HandleFailure",
    longest: 5 * 60 + (cleanup?.longest ?? 0),
    render(wiring): States {
      const afterwards = { ...wiring, next: "RecordFailure", onFailure: "RecordFailure" };
      return {
        HandleFailure: publish(options, cleanup?.entry ?? "RecordFailure"),
        ...cleanup?.render(afterwards),
        RecordFailure: {
          Type: "Pass",
          Parameters: { "redrives.$": "$$.Execution.RedriveCount" },
          ResultPath: "$.failure",
          Next: "FailExecution",
        },
        FailExecution: failItself(error),
        ResumeAfterRedrive: {
          Type: "Pass",
          Parameters: { "merged.$": `States.JsonMerge($,States.StringToJson('{"error":{},"degraded":{}}'),false)` },
          OutputPath: "$.merged",
          Next: resumeAt,
        },
      };
    },
  };
}

/**
 * Calls back with its own token: with the run's error, or, when there was a redrive since that was recorded, with the one
 * that is caught. (An intrinsic cannot subtract: the numbers from the one count to the other are one, or two.)
 */
function failItself(error: string): State {
  const redrives = "States.ArrayLength(States.ArrayRange($.failure.redrives,$$.Execution.RedriveCount,1))";
  return {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sfn:sendTaskFailure.waitForTaskToken",
    Parameters: {
      "TaskToken.$": "$$.Task.Token",
      "Error.$": `States.ArrayGetItem(States.Array('none','${error}','${REDRIVEN}'),${redrives})`,
      "Cause.$": "States.JsonToString($.error)",
    },
    HeartbeatSeconds: 30,
    TimeoutSeconds: 60,
    Catch: [{ ErrorEquals: [REDRIVEN], ResultPath: "$.redriven", Next: "ResumeAfterRedrive" }],
    End: true,
  };
}
