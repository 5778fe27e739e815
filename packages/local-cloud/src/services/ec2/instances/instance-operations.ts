import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { CapacityBook } from "../capacity/capacity-book.ts";
import { type Filterable, readFilters } from "../requests/filters.ts";
import { noSuchResource } from "../requests/no-such-resource.ts";
import { paged } from "../requests/paged.ts";
import { VPC } from "../subnets.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import type { InstanceBook } from "./instance-book.ts";
import { STATE_CODES, type Instance } from "./instance.ts";
import { reservationShape, stateShape } from "./shapes.ts";

export interface InstanceContext {
  readonly instances: InstanceBook;
  readonly volumes: VolumeBook;
  readonly capacity: CapacityBook;
  readonly accountId: string;
}

/** Describing, stopping, starting and ending instances. */
export function instanceOperations(context: InstanceContext): QueryService["operations"] {
  const { instances, volumes, capacity, accountId } = context;
  const reservation = (group: readonly Instance[]): object => reservationShape(group, accountId, volumes);
  return {
    DescribeInstances: async (input) => {
      const found = select(context, input, "instances");
      const groups = [...Map.groupBy(found, ({ reservationId }) => reservationId).values()];
      const { items, next } = paged(input, groups, { idsGiven: strings(input, "InstanceId").length > 0 });
      return { reservationSet: items.map(reservation), nextToken: next };
    },
    DescribeInstanceStatus: async (input) => {
      const all = input["IncludeAllInstances"] === "true";
      const found = select(context, input, "statuses").filter(({ state }) => all || state === "running");
      const { items, next } = paged(input, found, { idsGiven: strings(input, "InstanceId").length > 0 });
      return { instanceStatusSet: items.map(statusShape), nextToken: next };
    },
    TerminateInstances: async (input) => {
      const chosen = named(instances, input);
      const kept = chosen.find(({ terminationProtected }) => terminationProtected);
      if (kept !== undefined) {
        const text = `The instance '${kept.instanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`;
        throw new ServiceError("OperationNotPermitted", text);
      }
      return change(chosen, (instance) => instances.terminate(instance));
    },
    StopInstances: async (input) => {
      const chosen = named(instances, input);
      for (const instance of chosen) refuseStop(instance, input);
      return change(chosen, (instance) => instances.halt(instance));
    },
    StartInstances: async (input) => {
      const chosen = named(instances, input);
      for (const instance of chosen) requireState(instance, ["pending", "running", "stopped"]);
      return change(chosen, (instance) => {
        if (instance.state === "stopped") admit(instance, capacity);
        instances.start(instance);
      });
    },
  };
}

function change(chosen: readonly Instance[], act: (instance: Instance) => void): object {
  const before = chosen.map(({ state }) => state);
  for (const instance of chosen) act(instance);
  return {
    instancesSet: chosen.map((instance, index) => ({
      instanceId: instance.instanceId,
      currentState: stateShape(instance.state),
      previousState: stateShape(before[index] ?? instance.state),
    })),
  };
}

/** Those that a call which needs ids names. */
export function named(instances: InstanceBook, input: Input): readonly Instance[] {
  const ids = strings(input, "InstanceId");
  if (ids.length === 0)
    throw new ServiceError("MissingParameter", "The request must contain the parameter instancesSet");
  return findInstances(instances, [...new Set(ids)]);
}

/** Which there are, and can be found by now; EC2 has one message for one and another for several. */
export function findInstances(instances: InstanceBook, ids: readonly string[]): readonly Instance[] {
  const malformed = ids.find((id) => !/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) throw new ServiceError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}"`);
  const missing = ids.filter((id) => instances.all.get(id)?.visible !== true);
  if (missing.length === 1) throw noSuchResource(missing.join());
  if (missing.length > 1) {
    throw new ServiceError("InvalidInstanceID.NotFound", `The instance IDs '${missing.join(", ")}' do not exist`);
  }
  return ids.flatMap((id) => instances.all.get(id) ?? []);
}

function select(context: InstanceContext, input: Input, list: "instances" | "statuses"): readonly Instance[] {
  const { instances } = context;
  const ids = strings(input, "InstanceId");
  const matches = readFilters(input, list);
  const among = ids.length > 0 ? findInstances(instances, ids) : [...instances.all.values()];
  return among.filter((instance) => instance.visible && matches(instanceFields(instance, context), instance.tags));
}

function instanceFields(instance: Instance, { volumes, accountId }: InstanceContext): Filterable {
  const { spot, terminatedAt, networkInterface } = instance;
  const running = instance.state === "running";
  const present = terminatedAt === undefined;
  const disks = volumes.of(instance.instanceId);
  return {
    "instance-id": instance.instanceId,
    "instance-state-name": instance.state,
    "instance-state-code": String(STATE_CODES[instance.state]),
    "instance-type": instance.instanceType,
    "instance-lifecycle": spot === undefined ? undefined : "spot",
    "spot-instance-request-id": spot?.requestId,
    "client-token": instance.clientToken,
    "image-id": instance.imageId,
    "key-name": instance.keyName,
    "launch-time": new Date(instance.launchedAt).toISOString(),
    "subnet-id": present ? instance.subnetId : undefined,
    "vpc-id": present ? VPC : undefined,
    "availability-zone": instance.availabilityZone,
    "private-ip-address": present ? instance.privateIp : undefined,
    "private-dns-name": present ? `${instance.hostname}.ec2.internal` : undefined,
    "reservation-id": instance.reservationId,
    "owner-id": accountId,
    reason: instance.transitionReason,
    "state-reason-code": instance.stateReason?.code,
    "state-reason-message": instance.stateReason?.message,
    "iam-instance-profile.arn": instance.profile,
    "iam-instance-profile.name": instance.profile?.split("/").at(-1),
    "instance.group-id": instance.securityGroupIds,
    "group-id": instance.securityGroupIds,
    "network-interface.network-interface-id": present ? networkInterface.id : undefined,
    "network-interface.subnet-id": present ? instance.subnetId : undefined,
    "block-device-mapping.volume-id": disks.map(({ volumeId }) => volumeId),
    "block-device-mapping.device-name": disks.map(({ device }) => device),
    "root-device-type": "ebs",
    "root-device-name": "/dev/xvda",
    "launch-index": String(instance.launchIndex),
    "instance.group-name": instance.securityGroupIds,
    "network-interface.vpc-id": present ? VPC : undefined,
    "network-interface.availability-zone": present ? instance.availabilityZone : undefined,
    "network-interface.addresses.private-ip-address": present ? instance.privateIp : undefined,
    "block-device-mapping.status": disks.map(() => "attached"),
    "dns-name": undefined,
    "ip-address": undefined,
    platform: undefined,
    "platform-details": "Linux/UNIX",
    hypervisor: "xen",
    "virtualization-type": "hvm",
    "monitoring-state": "disabled",
    "source-dest-check": "true",
    "metadata-options.http-tokens": instance.metadata.httpTokens,
    "metadata-options.http-endpoint": instance.metadata.httpEndpoint,
    architecture: "x86_64",
    tenancy: "default",
    "instance-status.status": running ? "ok" : "not-applicable",
    "instance-status.reachability": running ? "passed" : undefined,
    "system-status.status": running ? "ok" : "not-applicable",
    "system-status.reachability": running ? "passed" : undefined,
    "event.code": undefined,
  };
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

function refuseStop(instance: Instance, input: Input): void {
  if (input["Hibernate"] === "true") {
    const text = `The instance '${instance.instanceId}' is not configured for hibernation`;
    throw new ServiceError("UnsupportedHibernationConfiguration", text);
  }
  // Only spot from a persistent request can be stopped (EC2 user guide, spot-requests, 2023-06; cloud-custodian#8003).
  if (instance.spot !== undefined) {
    const text = `You can't stop the Spot Instance '${instance.instanceId}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`;
    throw new ServiceError("UnsupportedOperation", text);
  }
  requireState(instance, ["pending", "running", "stopping", "stopped"]);
}

/** A stopped instance has no host of its own any more: there may be none when it is to start. */
function admit({ instanceType, availabilityZone, subnetId }: Instance, capacity: CapacityBook): void {
  const pool = { instanceType, zone: availabilityZone, lifecycle: "on-demand" } as const;
  const ask = { via: "StartInstances", ...pool, subnetId } as const;
  try {
    capacity.grant(pool, { minimum: 1, maximum: 1 });
    capacity.note(ask);
  } catch (error) {
    if (error instanceof ServiceError) capacity.note({ ...ask, code: error.code });
    throw error;
  }
}

export function requireState({ instanceId, state }: Instance, allowed: readonly string[]): void {
  if (allowed.includes(state)) return;
  const text = `The instance '${instanceId}' is not in a state from which it can be changed (${state}).`;
  throw new ServiceError("IncorrectInstanceState", text);
}
