import { walk } from "@alpha-engine/definition";

import type { Rehearsal } from "../config/config.ts";

/** What a definition needs that nobody has described, as far as it shows it. */
export interface Inferred {
  readonly rehearsal: Rehearsal;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What the machines boot: nothing is installed; sh is bash, as on Amazon Linux, which most definitions are written for. */
const IMAGE = "ami-box";
const IMAGES = { [IMAGE]: { sh: "bash" as const } };

/** What a bucket can be called, and no placeholder is. */
const BUCKET = /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/;

/** `$.box`, `$.box[0]`, `States.Array($.box)`, `{% $states.input.box %}` */
const INPUT_PATH = /(?:\$|\$states\.input|\$states\.context\.Execution\.Input)\.([A-Za-z_]\w*)/;

/**
 * A machine for each place of the input that instances are taken from, and the buckets and topics that are named as they
 * are. Enough to rehearse a definition that nobody wrote a configuration for.
 */
export function inferSeed(definition: object): Inferred {
  const boxes: Record<string, { imageId: string }> = {};
  const buckets: Record<string, object> = {};
  const topics: Record<string, object> = {};
  const input: Record<string, unknown> = {};
  for (const { state } of walk(definition)) {
    const parameters = (state["Parameters"] ?? state["Arguments"] ?? {}) as Readonly<Record<string, unknown>>;
    const instances = parameters["InstanceIds.$"] ?? parameters["InstanceIds"];
    const [, key] = INPUT_PATH.exec(JSON.stringify(instances) ?? "") ?? [];
    if (key !== undefined) {
      boxes[key] = { imageId: IMAGE };
      input[key] = isList(instances) ? [`\${boxes.${key}}`] : `\${boxes.${key}}`;
    }
    const { Bucket, TopicArn } = parameters;
    if (typeof Bucket === "string" && BUCKET.test(Bucket)) buckets[Bucket] = {};
    const topic = typeof TopicArn === "string" ? /^arn:aws[\w-]*:sns:[^:]+:\d+:(.+)$/.exec(TopicArn)?.[1] : undefined;
    if (topic !== undefined && String(state["Resource"]).includes("sns")) topics[topic] = {};
  }
  return { rehearsal: { boxes, images: IMAGES, buckets, topics }, input };
}

/** Whether the place itself holds the list of ids, and not one id that is put into a list. */
function isList(instances: unknown): boolean {
  if (typeof instances !== "string") return false;
  return !instances.startsWith("States.Array(") && !/\[\s*\$/.test(instances);
}
