import type { States } from "@alpha-engine/definition";

import { literal } from "../shell-text/field.ts";
import type { Step } from "../step/step.ts";
import { checkSubject, type Notification, publish } from "./notify.ts";
import { isTrue } from "./skip-gate.ts";

/** What is said at the end of a run, for each way in which it can end. */
export interface AnnounceOptions {
  /** The last word of a run in which everything went well. */
  readonly complete: Notification;
  /** Instead of it after a dry pass: one is never announced as a real run. */
  readonly dry?: Notification | undefined;
  /** Instead of both when an advisory step went wrong. What that was is put behind its message. */
  readonly degraded: Notification;
  /** The error of such a run, which ends as FAILED: whoever watches statuses must not see green. */
  readonly degradedError: string;
}

const LONGEST = 4 * 60 + 35;

/**
 * Tells how the run ended: complete, dry, or with an advisory step that went wrong.
 *
 * @example
 * ```ts example
 * import { announce } from "@alpha-engine/state-machine";
 *
 * const step = announce({
 *   complete: { name: "NotifyComplete", subject: "Weekly - SUCCESS", message: "done" },
 *   degraded: { name: "NotifyDegraded", subject: "Weekly - DEGRADED", message: "all steps ran, these went wrong:" },
 *   degradedError: "PipelineDegraded",
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'CheckDegraded', 'NotifyComplete' ]
 * ```
 */
export function announce({ complete, dry, degraded, degradedError }: AnnounceOptions): Step {
  for (const notification of [complete, degraded, ...(dry === undefined ? [] : [dry])]) checkSubject(notification);
  const goodNews = dry === undefined ? complete.name : "CheckShellRunNotify";
  return {
    entry: "CheckDegraded",
    longest: LONGEST,
    render({ next, degraded: paths }): States {
      if (paths.length === 0)
        return { CheckDegraded: { Type: "Pass", Next: goodNews }, ...announceGood(complete, dry, next) };
      const said = withReports(degraded.message, paths);
      return {
        CheckDegraded: {
          Type: "Choice",
          Choices: paths.map((Variable) => ({ Variable, IsPresent: true, Next: degraded.name })),
          Default: goodNews,
        },
        ...announceGood(complete, dry, next),
        [degraded.name]: publish({ ...degraded, message: said }, "FailDegraded"),
        // Nothing to take up again: every step has run. What went wrong is repeated by a new execution that skips the rest.
        FailDegraded: { Type: "Fail", Error: degradedError, CausePath: said },
      };
    },
  };
}

function announceGood(complete: Notification, dry: Notification | undefined, next: string): States {
  if (dry === undefined) return { [complete.name]: publish(complete, next) };
  return {
    CheckShellRunNotify: {
      Type: "Choice",
      Choices: [{ ...isTrue("$.shell_run"), Next: dry.name }],
      Default: complete.name,
    },
    [dry.name]: publish(dry, next),
    [complete.name]: publish(complete, next),
  };
}

/** The message and, as JSON, what is recorded where the advisories are. */
function withReports(message: string, paths: readonly string[]): string {
  const places = [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf("."))))];
  literal(message, /['\\{}]/);
  const values = places.map((place) => `States.JsonToString(${place})`);
  return `States.Format('${message}${" {}".repeat(places.length)}',${values.join(",")})`;
}
