import { BuildError } from "../errors.ts";
import type { State, States, Step } from "./step.ts";

export interface NotifyOptions {
  /** The state's name. */
  readonly name: string;
  /** Text, or an intrinsic that makes it (`States.Format(…)`). ASCII, at most 99 characters. */
  readonly subject: string;
  /** The longest text that the subject's values can add, for the length check. @default 0 */
  readonly subjectGrowth?: number | undefined;
  readonly message: string;
  /** Where to go when the notification itself fails. @default the next step: an alert never fails a run */
  readonly onError?: string | undefined;
}

/** SNS takes subjects of printable ASCII below 100 characters, and refuses the whole message otherwise. */
const MAX_SUBJECT = 99;

/** Publishes to the topic of the input. A run that went well stays so when SNS is away. */
export function notify(options: NotifyOptions): Step {
  checkSubject(options);
  return {
    entry: options.name,
    render({ next }): States {
      return { [options.name]: publish(options, next) };
    },
  };
}

export function publish({ name, subject, message, onError }: NotifyOptions, next: string): State {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { "TopicArn.$": "$.sns_topic_arn", ...field("Subject", subject), ...field("Message", message) },
    TimeoutSeconds: 60,
    ResultPath: null,
    Retry: [
      { ErrorEquals: ["States.TaskFailed", "States.Timeout"], IntervalSeconds: 5, MaxAttempts: 3, BackoffRate: 2 },
    ],
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: `$.notify_errors.${name}`, Next: onError ?? next }],
    Next: next,
  };
}

export function checkSubject({ name, subject, subjectGrowth = 0 }: NotifyOptions): void {
  const text = /^States\.Format\('([^']*)'/.exec(subject)?.[1]?.replaceAll("{}", "") ?? subject;
  if (!/^[\x20-\x7E]*$/.test(text))
    throw new BuildError("BAD_NOTIFICATION", `the subject of ${name} is not plain ASCII: ${text}`);
  const length = text.length + subjectGrowth;
  if (length > MAX_SUBJECT)
    throw new BuildError(
      "BAD_NOTIFICATION",
      `the subject of ${name} can have ${length} characters, SNS takes ${MAX_SUBJECT}: ${text}`,
    );
}

function field(key: string, text: string): Readonly<Record<string, string>> {
  return text.startsWith("States.") ? { [`${key}.$`]: text } : { [key]: text };
}
