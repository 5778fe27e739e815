import type { State, States } from "@alpha-engine/definition";

import { StateMachineError } from "../errors.ts";
import type { Step } from "../step/step.ts";

/** A message to the SNS topic in `$.sns_topic_arn`. */
export interface Notification {
  /** The state's name. */
  readonly name: string;
  /** Text, or an intrinsic that makes it (`States.Format(…)`). ASCII, at most 99 characters. */
  readonly subject: string;
  /** The longest text that the values in the subject can add, for the length check; required where there are any. */
  readonly subjectGrowth?: number | undefined;
  /** Text, or an intrinsic that makes it. */
  readonly message: string;
}

/** SNS takes subjects of printable ASCII below 100 characters, and refuses the whole message otherwise. */
const MAX_SUBJECT = 99;
const RETRY = [
  { ErrorEquals: ["States.TaskFailed", "States.Timeout"], IntervalSeconds: 5, MaxAttempts: 3, BackoffRate: 2 },
];
const LONGEST = 4 * 60 + 35;

/**
 * Publishes to the topic of the input. A run that went well stays so when SNS is away.
 *
 * @example
 * ```ts example
 * import { notify } from "@alpha-engine/state-machine";
 *
 * const step = notify({ name: "NotifyComplete", subject: "Weekly - SUCCESS", message: "done" });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'NotifyComplete' ]
 * ```
 */
export function notify(options: Notification): Step {
  checkSubject(options);
  return {
    entry: options.name,
    longest: LONGEST,
    render({ next }): States {
      return { [options.name]: publish(options, next) };
    },
  };
}

/** The state alone; what it cannot send is noted in `$.notify_errors`, and the run goes on. */
export function publish({ name, subject, message }: Notification, next: string): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { "TopicArn.$": "$.sns_topic_arn", ...field("Subject", subject), ...field("Message", message) },
    TimeoutSeconds: 60,
    ResultPath: null,
    Retry: RETRY,
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: `$.notify_errors.${name}`, Next: next }],
    Next: next,
  };
}

export function checkSubject({ name, subject, subjectGrowth }: Notification): void {
  const template = /^States\.Format\('([^']*)'/.exec(subject)?.[1];
  if (template?.includes("{}") === true && subjectGrowth === undefined)
    throw refused(name, "says not how long its values can be: set subjectGrowth", subject);
  const text = template?.replaceAll("{}", "") ?? subject;
  if (!/^[\x20-\x7E]*$/.test(text)) throw refused(name, "is not plain ASCII", text);
  if (!/^[\x21-\x7E]/.test(text)) throw refused(name, "begins with no letter, number or punctuation", text);
  const length = text.length + (subjectGrowth ?? 0);
  if (length > MAX_SUBJECT) throw refused(name, `can have ${length} characters, SNS takes ${MAX_SUBJECT}`, text);
}

function refused(name: string, problem: string, text: string): StateMachineError {
  return new StateMachineError("BAD_NOTIFICATION", `the subject of ${name} ${problem}: ${JSON.stringify(text)}`, {
    hint: "shorten it, or write it in ASCII; what is long belongs into the message",
  });
}

function field(key: string, text: string): Readonly<Record<string, string>> {
  return text.startsWith("States.") ? { [`${key}.$`]: text } : { [key]: text };
}
