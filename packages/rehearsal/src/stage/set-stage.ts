import { createClient } from "@alpha-engine/aws-calls";
import type { LocalCloud } from "@alpha-engine/local-cloud";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";

import type { Box, Stage } from "../options.ts";
import { startBox, stopBox } from "./boxes.ts";
import type { ClientConfig } from "./clients.ts";

export interface StageOptions {
  readonly boxes: Readonly<Record<string, Box>>;
  readonly topics: readonly string[];
}

/** Starts the boxes, side by side, and learns what everything is called. */
export async function setStage(
  cloud: LocalCloud,
  { boxes, topics }: StageOptions,
  client: ClientConfig,
): Promise<Stage> {
  const started = Object.entries(boxes).map(async ([name, { stopped = false, ...box }]) => {
    const instanceId = await startBox(cloud, { name, ...box }, client);
    if (stopped) await stopBox(cloud, instanceId, client);
    return [name, instanceId] as const;
  });
  const [topicArns, boxIds] = await Promise.all([arnsOf(topics, client), Promise.all(started)]);
  return { boxIds: Object.fromEntries(boxIds), topicArns };
}

/** SNS answers with the ARN also where the topic is there already. */
async function arnsOf(names: readonly string[], client: ClientConfig): Promise<Readonly<Record<string, string>>> {
  const sns = createClient(SNSClient, { config: client });
  try {
    const arns = names.map(async (Name) => [Name, (await sns.send(new CreateTopicCommand({ Name }))).TopicArn ?? ""]);
    return Object.fromEntries(await Promise.all(arns)) as Record<string, string>;
  } finally {
    sns.destroy();
  }
}
