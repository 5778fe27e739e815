import { optionalNumber, optionalString, page, records, strings } from "../wire/input.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Input, QueryService } from "../wire/services.ts";
import { readFilters, type Filterable } from "./filters.ts";
import type { Fleet } from "./fleet.ts";
import type { Instance, SpotRequest } from "./instance.ts";
import { readTags } from "./launch-spec.ts";
import { reservationShape, spotRequestShape, stateShape } from "./shapes.ts";
import { defaultSubnet, subnetShape, VPC, zoneOfSubnet, zones } from "./subnets.ts";

export interface Ec2Options {
  readonly fleet: Fleet;
  readonly region: string;
  readonly accountId: string;
  readonly runInstances: (input: Input) => readonly Instance[];
}

export function createEc2Service({ fleet, region, accountId, runInstances }: Ec2Options): QueryService {
  const change = (input: Input, act: (instance: Instance) => void): object => {
    const chosen = findInstances(fleet, strings(input, "InstanceId"));
    const before = chosen.map(({ state }) => state);
    for (const instance of chosen) act(instance);
    return {
      instancesSet: chosen.map((instance, index) => ({
        instanceId: instance.instanceId,
        currentState: stateShape(instance.state),
        previousState: stateShape(before[index] ?? instance.state),
      })),
    };
  };

  return {
    signingName: "ec2",
    dialect: "ec2",
    version: "2016-11-15",
    operations: {
      RunInstances: async (input) => reservationShape(runInstances(input), accountId),
      DescribeInstances: async (input) => {
        const found = select(fleet, input);
        const { items, next } = paged(input, [...Map.groupBy(found, ({ reservationId }) => reservationId).values()]);
        return { reservationSet: items.map((group) => reservationShape(group, accountId)), nextToken: next };
      },
      DescribeInstanceStatus: async (input) => {
        const all = input["IncludeAllInstances"] === "true";
        const found = select(fleet, input).filter(({ state }) => all || state === "running");
        const { items, next } = paged(input, found);
        return { instanceStatusSet: items.map(statusShape), nextToken: next };
      },
      DescribeSpotInstanceRequests: async (input) => {
        const { items, next } = paged(input, spotRequests(fleet, input));
        return {
          spotInstanceRequestSet: items.map(([instance, spot]) => spotRequestShape(instance, spot)),
          nextToken: next,
        };
      },
      TerminateInstances: async (input) => change(input, (instance) => fleet.terminate(instance)),
      StopInstances: async (input) =>
        change(input, (instance) => {
          // Only spot from a persistent request can be stopped (ec2-ug spot-requests).
          if (instance.spot !== undefined) {
            const text = `You can't stop the Spot Instance '${instance.instanceId}' because it is associated with a one-time Spot Instance request.`;
            throw new ServiceError("UnsupportedOperation", text);
          }
          requireState(instance, ["pending", "running", "stopping", "stopped"]);
          fleet.halt(instance);
        }),
      StartInstances: async (input) =>
        change(input, (instance) => {
          requireState(instance, ["pending", "running", "stopped"]);
          fleet.start(instance);
        }),
      CreateTags: async (input) => {
        const tags = readTags(records(input, "Tag"));
        for (const bag of strings(input, "ResourceId").map((id) => tagBag(fleet, id))) {
          for (const [key, value] of tags) bag.set(key, value);
        }
        return { return: true };
      },
      DescribeTags: async (input) => ({ tagSet: describeTags(fleet, input) }),
      DescribeSubnets: async (input) => {
        const ids = strings(input, "SubnetId");
        const matches = readFilters(input);
        const subnets = (ids.length > 0 ? ids : zones(region).map(defaultSubnet)).filter((id) => {
          const fields: Filterable = {
            "subnet-id": id,
            "vpc-id": VPC,
            "availability-zone": zoneOfSubnet(id, region),
            state: "available",
          };
          return matches(fields, new Map());
        });
        return { subnetSet: subnets.map((id) => subnetShape(id, region, accountId)) };
      },
    },
  };
}

function findInstances(fleet: Fleet, ids: readonly string[]): readonly Instance[] {
  const malformed = ids.find((id) => !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) throw new ServiceError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}"`);
  const missing = ids.filter((id) => !fleet.instances.has(id));
  if (missing.length === 1) {
    throw new ServiceError("InvalidInstanceID.NotFound", `The instance ID '${missing.join()}' does not exist`);
  }
  if (missing.length > 1) {
    throw new ServiceError("InvalidInstanceID.NotFound", `The instance IDs '${missing.join(", ")}' do not exist`);
  }
  return ids.map((id) => fleet.instances.get(id)).filter((instance) => instance !== undefined);
}

function select(fleet: Fleet, input: Input): readonly Instance[] {
  const ids = strings(input, "InstanceId");
  const matches = readFilters(input);
  const among = ids.length > 0 ? findInstances(fleet, ids) : [...fleet.instances.values()];
  return among.filter((instance) => matches(instanceFields(instance), instance.tags));
}

function instanceFields(instance: Instance): Filterable {
  return {
    "instance-id": instance.instanceId,
    "instance-state-name": instance.state,
    "instance-type": instance.instanceType,
    "instance-lifecycle": instance.spot === undefined ? undefined : "spot",
    "spot-instance-request-id": instance.spot?.requestId,
    "client-token": instance.clientToken,
    "image-id": instance.imageId,
    "subnet-id": instance.subnetId,
    "vpc-id": VPC,
    "availability-zone": instance.availabilityZone,
    "private-ip-address": instance.privateIp,
    "reservation-id": instance.reservationId,
    "state-reason-code": instance.stateReason?.code,
  };
}

function spotRequests(fleet: Fleet, input: Input): readonly (readonly [Instance, SpotRequest])[] {
  const ids = strings(input, "SpotInstanceRequestId");
  const matches = readFilters(input);
  const all = [...fleet.instances.values()].flatMap((instance) =>
    instance.spot === undefined ? [] : [[instance, instance.spot] as const],
  );
  const missing = ids.find((id) => !all.some(([, spot]) => spot.requestId === id));
  if (missing !== undefined) {
    const text = `The spot instance request ID '${missing}' does not exist`;
    throw new ServiceError("InvalidSpotInstanceRequestID.NotFound", text);
  }
  return all.filter(([instance, spot]) => {
    const fields = {
      "spot-instance-request-id": spot.requestId,
      "instance-id": instance.instanceId,
      state: spot.state,
      "status-code": spot.code,
      type: "one-time",
      "launched-availability-zone": instance.availabilityZone,
    };
    return (ids.length === 0 || ids.includes(spot.requestId)) && matches(fields, spot.tags);
  });
}

function statusShape(instance: Instance): object {
  const running = instance.state === "running";
  const summary = {
    status: running ? "ok" : "not-applicable",
    details: running ? [{ name: "reachability", status: "passed" }] : [],
  };
  return {
    instanceId: instance.instanceId,
    availabilityZone: instance.availabilityZone,
    instanceState: stateShape(instance.state),
    systemStatus: summary,
    instanceStatus: summary,
  };
}

function requireState({ instanceId, state }: Instance, allowed: readonly string[]): void {
  if (allowed.includes(state)) return;
  const text = `The instance '${instanceId}' is not in a state from which it can be changed (${state}).`;
  throw new ServiceError("IncorrectInstanceState", text);
}

function tagBag(fleet: Fleet, id: string): Map<string, string> {
  const request = [...fleet.instances.values()].find(({ spot }) => spot?.requestId === id)?.spot;
  if (request !== undefined) return request.tags;
  const [instance] = findInstances(fleet, [id]);
  return instance?.tags ?? new Map<string, string>();
}

function describeTags(fleet: Fleet, input: Input): readonly object[] {
  const matches = readFilters(input);
  const bags = [...fleet.instances.values()].flatMap((instance) => [
    { id: instance.instanceId, type: "instance", tags: instance.tags },
    ...(instance.spot === undefined
      ? []
      : [{ id: instance.spot.requestId, type: "spot-instances-request", tags: instance.spot.tags }]),
  ]);
  return bags.flatMap(({ id, type, tags }) =>
    [...tags]
      .filter(([key, value]) => {
        const fields = { "resource-id": id, "resource-type": type, key, value };
        return matches(fields, new Map([[key, value]]));
      })
      .map(([key, value]) => ({ resourceId: id, resourceType: type, key, value })),
  );
}

function paged<Item>(input: Input, items: readonly Item[]): ReturnType<typeof page<Item>> {
  return page(items, optionalNumber(input, "MaxResults") ?? 1000, optionalString(input, "NextToken"));
}
