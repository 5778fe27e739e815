import { type Duration, toMilliseconds, toSeconds } from "@alpha-engine/dialect";

import type { DiagnosticsPlace } from "../diagnostics/places.ts";
import type { CallOptions } from "../effects.ts";
import type { StreamName } from "../output/stream.ts";
import type { Place } from "../place.ts";

/** How a command is followed, whoever sent it. */
export interface FollowOptions extends CallOptions {
  /** Where the whole output is fetched from; without it only the first 24,000 characters of stdout are to be had. */
  readonly output?: Place | undefined;
  /** Follows the output in CloudWatch Logs while the script runs. @default false */
  readonly live?: boolean | LiveOptions | undefined;
  /**
   * Called with the output as it becomes known, in order for each stream: live, line by line where that was asked for,
   * the rest (or all) at the end. A live line always comes with its newline.
   */
  readonly onOutput?: ((stream: StreamName, text: string) => void) | undefined;
  /** Where each attempt leaves a JSON: `{prefix}/{date}/{name}-{command id}.json`. It is never overwritten. */
  readonly diagnostics?: DiagnosticsPlace | undefined;
  /** What a person should know and no result depends on: live output or diagnostics that could not be had. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Between two looks at a command that runs long, at most. @default "5s" */
  readonly pollInterval?: Duration | undefined;
  /** Cancels the remote command; the dispatch then waits for its end. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the output is followed in CloudWatch Logs. */
export interface LiveOptions {
  /** @default "/aws/ssm/AWS-RunShellScript" */
  readonly logGroup?: string | undefined;
}

/** What is run, wherever it is. */
export interface ScriptOptions extends FollowOptions {
  /** Shell text. Runs from a file, under the interpreter its first line names (`#!…`), bash where it names none. */
  readonly script: string;
  /** Shown as the command's comment; cut at 100 characters. */
  readonly description: string;
  /** How long the script may run on the instance, 5 s to 48 h; the agent kills it then. @default "1h" */
  readonly executionTimeout?: Duration | undefined;
  /** How long the delivery may take, at least 30 s. It never ends a script that runs. @default "60s" */
  readonly deliveryTimeout?: Duration | undefined;
  /** Exported at the top of the script, quoted. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /**
   * Names this run on the instance, which then runs the script once for it however often it is sent; so a send whose
   * answer was lost is sent again. Without it never.
   */
  readonly idempotencyKey?: string | undefined;
  /** Lets the agent replace `{{ssm:name}}` by the parameter's value. @default false: such a script is refused */
  readonly allowSsmParameters?: boolean | undefined;
}

/** What is run, on which instance, and how it is followed. */
export interface DispatchOptions extends ScriptOptions {
  readonly instanceId: string;
  /** Called once, as soon as SSM has accepted the command. */
  readonly onSent?: ((commandId: string) => void) | undefined;
}

/** The durations of a command as numbers. */
export interface Terms {
  /** Seconds. */
  readonly executionTimeout: number;
  /** Seconds. */
  readonly deliveryTimeout: number;
  /** Between two looks, at most; milliseconds. */
  readonly longestPause: number;
}

/** SSM takes whole seconds, and no less than thirty for the delivery. */
export function termsOf({
  executionTimeout = 3600,
  deliveryTimeout = 60,
  pollInterval = 5,
}: Pick<ScriptOptions, "executionTimeout" | "deliveryTimeout" | "pollInterval">): Terms {
  return {
    executionTimeout: Math.ceil(toSeconds(executionTimeout, "executionTimeout")),
    deliveryTimeout: Math.max(30, Math.ceil(toSeconds(deliveryTimeout, "deliveryTimeout"))),
    longestPause: toMilliseconds(pollInterval, "pollInterval"),
  };
}
