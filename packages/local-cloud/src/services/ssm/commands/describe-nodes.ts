import type { ManagedNode } from "../../../cloud/nodes.ts";
import { records, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { paged } from "../paged.ts";

/** DescribeInstanceInformation, by id, PingStatus or tag (botocore 1.43 model, 2026-11). */
export function describeNodes(managed: readonly ManagedNode[], input: Input, now: number): object {
  return paged(input, {
    name: "InstanceInformationList",
    found: chosen(managed, input),
    shape: (node) => instanceInformation(node, now),
    standard: 10,
  });
}

function chosen(managed: readonly ManagedNode[], input: Input): readonly ManagedNode[] {
  if (records(input, "Filters").length > 0 && records(input, "InstanceInformationFilterList").length > 0) {
    const text = "Filters and InstanceInformationFilterList cannot be given together";
    throw new ServiceError("InvalidInstanceInformationFilterValue", text);
  }
  const filters = [
    ...records(input, "Filters").map((filter) => ({ key: filter["Key"], values: strings(filter, "Values") })),
    ...records(input, "InstanceInformationFilterList").map((filter) => ({
      key: filter["key"],
      values: strings(filter, "valueSet"),
    })),
  ];
  return managed.filter(
    (instance) =>
      instance.listed &&
      filters.every(({ key, values }) => {
        if (key === "InstanceIds") return values.includes(instance.instanceId);
        if (key === "PingStatus") return values.includes(instance.pingStatus);
        return typeof key === "string" && key.startsWith("tag:") && values.includes(instance.tags[key.slice(4)] ?? "");
      }),
  );
}

function instanceInformation({ instanceId, pingStatus, lastPing }: ManagedNode, now: number): object {
  return {
    InstanceId: instanceId,
    PingStatus: pingStatus,
    LastPingDateTime: (lastPing ?? now) / 1000,
    AgentVersion: "3.3.987.0",
    IsLatestVersion: true,
    PlatformType: "Linux",
    PlatformName: "Amazon Linux",
    PlatformVersion: "2023",
    ResourceType: "EC2Instance",
    ComputerName: `${instanceId}.ec2.internal`,
  };
}
