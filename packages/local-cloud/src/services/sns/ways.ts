import type { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

import { signAsCaller } from "../../cloud/callers/sign-as-caller.ts";
import type { Part } from "../../cloud/part.ts";
import type { Ways } from "./deliver.ts";
import type { Subscription } from "./topic.ts";

/**
 * The ways out of the topics of a cloud; to HTTP endpoints only where they are on this machine. Source of the headers:
 * SNS developer guide, parsing messages, 2026-11.
 */
export function createWays(part: Part, ending: AbortSignal): Ways {
  let client: Promise<readonly [LambdaClient, typeof InvokeCommand]> | undefined;
  return {
    queues: part.offered("queues"),
    invokeFunction: async (arn, event) => {
      client ??= lambdaClient(part);
      const [lambda, Invoke] = await client;
      const command = new Invoke({
        FunctionName: arn,
        InvocationType: "Event",
        Payload: Buffer.from(JSON.stringify(event)),
      });
      await lambda.send(command, { abortSignal: ending });
    },
    post: async (endpoint, kind, subscription, body) =>
      await post(endpoint, headersOf(kind, subscription), body, ending),
  };
}

async function lambdaClient({
  environment,
  region,
  callers,
}: Part): Promise<readonly [LambdaClient, typeof InvokeCommand]> {
  const [{ LambdaClient, InvokeCommand }, { createClient }] = await Promise.all([
    import("@aws-sdk/client-lambda"),
    import("@alpha-engine/aws-calls"),
  ]);
  const {
    AWS_ENDPOINT_URL: endpoint = "",
    AWS_ACCESS_KEY_ID: accessKeyId = "",
    AWS_SECRET_ACCESS_KEY: secretAccessKey = "",
  } = environment;
  const config = { endpoint, credentials: { accessKeyId, secretAccessKey } };
  const client = createClient(LambdaClient, { region, config });
  signAsCaller(client as unknown as Parameters<typeof signAsCaller>[0], callers);
  return [client, InvokeCommand];
}

function headersOf(kind: string, { arn, topicArn, attributes }: Subscription): Record<string, string> {
  return {
    "content-type": "text/plain; charset=UTF-8",
    "x-amz-sns-message-type": kind,
    "x-amz-sns-topic-arn": topicArn,
    ...(kind === "Notification" ? { "x-amz-sns-subscription-arn": arn } : {}),
    ...(attributes["RawMessageDelivery"] === "true" ? { "x-amz-sns-rawdelivery": "true" } : {}),
  };
}

const LOOPBACK = /^(?:localhost|(?:[\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

async function post(
  endpoint: string,
  headers: Record<string, string>,
  body: string,
  ending: AbortSignal,
): Promise<void> {
  if (!LOOPBACK.test(new URL(endpoint).hostname)) throw new Error(`${endpoint} is not on this machine`);
  const signal = AbortSignal.any([ending, AbortSignal.timeout(15_000)]);
  const response = await fetch(endpoint, { method: "POST", headers, body, signal, redirect: "error" });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${endpoint} answered ${response.status}`);
}
