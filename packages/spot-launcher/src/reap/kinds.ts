import { patiently } from "@alpha-engine/aws-calls";
import {
  CancelSpotInstanceRequestsCommand,
  DeleteLaunchTemplateCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeVolumesCommand,
  type Tag,
} from "@aws-sdk/client-ec2";

import { allPages } from "../asking/all-pages.ts";
import type { ResolvedEffects } from "../effects.ts";
import { TAGS } from "../tags.ts";
import { endInstance } from "../termination/give-back.ts";

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
  list(effects: ResolvedEffects, id?: string): Promise<readonly Candidate[]>;
  remove(candidate: Candidate, effects: ResolvedEffects): Promise<unknown>;
}

export const KINDS: Readonly<Record<Kind, Handling>> = {
  instance: {
    list: listInstances,
    remove: ({ id, fleetId }, effects) => endInstance({ instanceId: id, fleetId }, effects),
  },
  volume: {
    list: async (effects, id) => {
      const Filters = filtersFor({ status: ["available"] }, ["volume-id", id]);
      const { ec2, bounds } = effects;
      const pages = await allPages((next) =>
        patiently(() => ec2.send(new DescribeVolumesCommand({ Filters, ...next }), bounds()), {}, effects),
      );
      return pages
        .flatMap(({ Volumes = [] }) => Volumes)
        .flatMap(({ VolumeId, CreateTime, Tags, State }) => candidate(VolumeId, State, CreateTime, Tags));
    },
    remove: ({ id }, effects) =>
      patiently(() => effects.ec2.send(new DeleteVolumeCommand({ VolumeId: id }), effects.bounds()), {}, effects),
  },
  "spot-request": {
    list: async (effects, id) => {
      const Filters = filtersFor({ state: ["open", "active"] }, ["spot-instance-request-id", id]);
      const { ec2, bounds } = effects;
      const pages = await allPages((next) =>
        patiently(() => ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters, ...next }), bounds()), {}, effects),
      );
      // Cancelling a request leaves its instance running; ending the instance closes the request.
      return pages
        .flatMap(({ SpotInstanceRequests = [] }) => SpotInstanceRequests)
        .filter(({ InstanceId }) => InstanceId === undefined)
        .flatMap((request) =>
          candidate(request.SpotInstanceRequestId, request.State, request.CreateTime, request.Tags),
        );
    },
    remove: ({ id }, effects) =>
      patiently(
        () =>
          effects.ec2.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [id] }), effects.bounds()),
        {},
        effects,
      ),
  },
  "launch-template": {
    list: async (effects, id) => {
      const Filters = filtersFor({}, undefined);
      const { ec2, bounds } = effects;
      const pages = await allPages((next) =>
        patiently(() => ec2.send(new DescribeLaunchTemplatesCommand({ Filters, ...next }), bounds()), {}, effects),
      );
      return pages
        .flatMap(({ LaunchTemplates = [] }) => LaunchTemplates)
        .filter(({ LaunchTemplateId }) => id === undefined || LaunchTemplateId === id)
        .flatMap(({ LaunchTemplateId, CreateTime, Tags }) =>
          candidate(LaunchTemplateId, "left behind", CreateTime, Tags),
        );
    },
    remove: ({ id }, effects) =>
      patiently(
        () => effects.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id }), effects.bounds()),
        {},
        effects,
      ),
  },
};

async function listInstances(effects: ResolvedEffects, id?: string): Promise<readonly Candidate[]> {
  const states = ["pending", "running", "stopping", "stopped"];
  const Filters = filtersFor({ "instance-state-name": states }, ["instance-id", id]);
  const { ec2, bounds } = effects;
  const pages = await allPages((next) =>
    patiently(() => ec2.send(new DescribeInstancesCommand({ Filters, ...next }), bounds()), {}, effects),
  );
  return pages
    .flatMap(({ Reservations = [] }) => Reservations)
    .flatMap(({ Instances = [] }) => Instances)
    .flatMap(({ InstanceId, LaunchTime, Tags, State }) => {
      const fleetId = tagOf(Tags, "aws:ec2:fleet-id");
      return candidate(InstanceId, State?.Name, LaunchTime, Tags).map((one) => ({ ...one, fleetId }));
    });
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
