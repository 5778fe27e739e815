import {
  CancelSpotInstanceRequestsCommand,
  DeleteLaunchTemplateCommand,
  DeleteVolumeCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeVolumesCommand,
  type EC2Client,
  paginateDescribeInstances,
  type Tag,
} from "@aws-sdk/client-ec2";

import { TAGS } from "../tags.ts";
import { giveBack } from "../termination/give-back.ts";

/** In this order: with an instance go its volumes and its spot request. */
export type Kind = "instance" | "volume" | "spot-request" | "launch-template";

/** Something with a deadline tag that could be taken now. */
export interface Candidate {
  readonly id: string;
  readonly state: string;
  /** When it was launched or made, ISO 8601. */
  readonly bornAt: string | undefined;
  /** As its tag says, date or not. */
  readonly deadline: string;
  readonly runId: string | undefined;
  readonly purpose: string | undefined;
  readonly fleetId?: string | undefined;
}

interface Handling {
  /** Of this kind all, or the one with this id. */
  list(ec2: EC2Client, id?: string): Promise<readonly Candidate[]>;
  remove(candidate: Candidate, ec2: EC2Client, sleep: (ms: number) => Promise<unknown>): Promise<unknown>;
}

export const KINDS: Readonly<Record<Kind, Handling>> = {
  instance: {
    list: listInstances,
    remove: ({ id, fleetId }, ec2, sleep) => giveBack({ instanceId: id, fleetId }, { ec2, sleep }),
  },
  volume: {
    list: async (ec2, id) => {
      const Filters = filtersFor({ status: ["available"] }, ["volume-id", id]);
      const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters }));
      return Volumes.flatMap(({ VolumeId, CreateTime, Tags, State }) => candidate(VolumeId, State, CreateTime, Tags));
    },
    remove: ({ id }, ec2) => ec2.send(new DeleteVolumeCommand({ VolumeId: id })),
  },
  "spot-request": {
    list: async (ec2, id) => {
      const Filters = filtersFor({ state: ["open", "active"] }, ["spot-instance-request-id", id]);
      const { SpotInstanceRequests = [] } = await ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }));
      // Cancelling a request leaves its instance running; ending the instance closes the request.
      return SpotInstanceRequests.filter(({ InstanceId }) => InstanceId === undefined).flatMap((request) =>
        candidate(request.SpotInstanceRequestId, request.State, request.CreateTime, request.Tags),
      );
    },
    remove: ({ id }, ec2) => ec2.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [id] })),
  },
  "launch-template": {
    list: async (ec2, id) => {
      const { LaunchTemplates = [] } = await ec2.send(
        new DescribeLaunchTemplatesCommand({ Filters: filtersFor({}, undefined) }),
      );
      return LaunchTemplates.filter(({ LaunchTemplateId }) => id === undefined || LaunchTemplateId === id).flatMap(
        ({ LaunchTemplateId, CreateTime, Tags }) => candidate(LaunchTemplateId, "left behind", CreateTime, Tags),
      );
    },
    remove: ({ id }, ec2) => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id })),
  },
};

async function listInstances(ec2: EC2Client, id?: string): Promise<readonly Candidate[]> {
  const states = ["pending", "running", "stopping", "stopped"];
  const Filters = filtersFor({ "instance-state-name": states }, ["instance-id", id]);
  const found: Candidate[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, { Filters })) {
    for (const { InstanceId, LaunchTime, Tags, State } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      const fleetId = tagOf(Tags, "aws:ec2:fleet-id");
      found.push(...candidate(InstanceId, State?.Name, LaunchTime, Tags).map((one) => ({ ...one, fleetId })));
    }
  }
  return found;
}

function filtersFor(
  states: Readonly<Record<string, readonly string[]>>,
  only: readonly [string, string | undefined] | undefined,
): { Name: string; Values: string[] }[] {
  const byId = only?.[1] === undefined ? [] : [{ Name: only[0], Values: [only[1]] }];
  const byState = Object.entries(states).map(([Name, values]) => ({ Name, Values: [...values] }));
  return [{ Name: "tag-key", Values: [TAGS.deadline] }, ...byState, ...byId];
}

function candidate(
  id: string | undefined,
  state: string | undefined,
  bornAt: Date | undefined,
  tags: readonly Tag[] | undefined,
): readonly Candidate[] {
  const deadline = tagOf(tags, TAGS.deadline);
  if (id === undefined || deadline === undefined) return [];
  return [
    {
      id,
      state: state ?? "unknown",
      bornAt: bornAt?.toISOString(),
      deadline,
      runId: tagOf(tags, TAGS.run),
      purpose: tagOf(tags, TAGS.purpose),
    },
  ];
}

function tagOf(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}
