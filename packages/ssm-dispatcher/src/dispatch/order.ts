import { SendCommandCommand } from "@aws-sdk/client-ssm";

import { checkedPlaces } from "../diagnostics/places.ts";
import { checkedSize, composeScript } from "../script/compose.ts";
import { guardMarkOf, guardScript } from "../script/guard.ts";
import { type ScriptOptions, type Terms, termsOf } from "./options.ts";

const COMMENT_LENGTH = 100;

/** A command as it will be sent, as often as need be. */
export interface Order {
  readonly request: (instanceIds: readonly string[]) => SendCommandCommand;
  /** By which the guard around the script speaks; undefined without one. */
  readonly mark: string | undefined;
  readonly terms: Terms;
  readonly signal: AbortSignal | undefined;
}

/** Refuses, before anything is sent, what SSM would not take. */
export function orderOf(options: ScriptOptions): Order {
  checkedPlaces(options);
  const { idempotencyKey: key, output, live = false } = options;
  const composed = composeScript(options.script, options.environment, options);
  const text = key === undefined ? composed : checkedSize(guardScript(composed, key));
  const terms = termsOf(options);
  const request = (instanceIds: readonly string[]): SendCommandCommand =>
    new SendCommandCommand({
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [...instanceIds],
      // What fails on one instance says nothing about the others; by default the first failure would stop them.
      ...(instanceIds.length > 1 ? { MaxConcurrency: "100%", MaxErrors: "100%" } : {}),
      Comment: options.description.slice(0, COMMENT_LENGTH),
      TimeoutSeconds: terms.deliveryTimeout,
      Parameters: { commands: [text], executionTimeout: [String(terms.executionTimeout)] },
      ...(output === undefined ? {} : { OutputS3BucketName: output.bucket, OutputS3KeyPrefix: output.prefix }),
      ...(live === false ? {} : { CloudWatchOutputConfig: liveConfig(live === true ? undefined : live.logGroup) }),
    });
  return { request, mark: guardMarkOf(text), terms, signal: options.signal };
}

function liveConfig(logGroup: string | undefined): {
  readonly CloudWatchOutputEnabled: true;
  readonly CloudWatchLogGroupName?: string;
} {
  return {
    CloudWatchOutputEnabled: true,
    ...(logGroup === undefined ? {} : { CloudWatchLogGroupName: logGroup }),
  };
}
