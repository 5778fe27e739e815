import { EC2Client, type Instance, paginateDescribeInstances } from "@aws-sdk/client-ec2";

import { TAGS } from "../tags.ts";
import { giveBack } from "../termination/give-back.ts";

export interface ReapOptions {
  /** Really terminate; otherwise only say. @default false */
  readonly apply?: boolean | undefined;
  /** @default now */
  readonly at?: Date | undefined;
}

/** An instance past its own deadline, and why it may go. */
export interface Overdue {
  readonly instanceId: string;
  readonly runId: string | undefined;
  readonly purpose: string | undefined;
  readonly deadline: Date;
  readonly why: string;
  readonly terminated: boolean;
  /** Why it could not be terminated. */
  readonly problem?: string | undefined;
}

/** Finds instances, stopped ones too, that outlived the deadline in their own tag. An instance without that tag is not ours. */
export async function reap(
  options: ReapOptions = {},
  effects: { readonly ec2?: EC2Client | undefined } = {},
): Promise<readonly Overdue[]> {
  const ec2 = effects.ec2 ?? new EC2Client({});
  const at = options.at ?? new Date();
  const Filters = [
    { Name: "tag-key", Values: [TAGS.deadline] },
    { Name: "instance-state-name", Values: ["pending", "running", "stopping", "stopped"] },
  ];
  const overdue: Overdue[] = [];
  for await (const page of paginateDescribeInstances({ client: ec2 }, { Filters })) {
    for (const instance of page.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? []) {
      const deadline = new Date(tagOf(instance, TAGS.deadline) ?? "");
      const instanceId = instance.InstanceId;
      if (instanceId === undefined || !(deadline < at)) continue;
      // One that cannot be terminated does not save the others.
      const problem = options.apply === true ? await problemOf(giveBack(instanceId, { ec2 })) : undefined;
      const minutes = Math.round((at.getTime() - deadline.getTime()) / 60_000);
      overdue.push({
        instanceId,
        runId: tagOf(instance, TAGS.run),
        purpose: tagOf(instance, TAGS.purpose),
        deadline,
        why: `${instance.State?.Name}, ${minutes} min past its deadline`,
        terminated: options.apply === true && problem === undefined,
        ...(problem === undefined ? {} : { problem }),
      });
    }
  }
  return overdue;
}

async function problemOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: Error) => error.message,
  );
}

function tagOf(instance: Instance, key: string): string | undefined {
  return instance.Tags?.find((tag) => tag.Key === key)?.Value;
}
