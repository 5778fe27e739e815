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
  const tests = [
    ...records(input, "Filters").map((filter) => readFilter(String(filter["Key"]), strings(filter, "Values"))),
    ...records(input, "InstanceInformationFilterList").map((filter) =>
      readFilter(String(filter["key"]), strings(filter, "valueSet")),
    ),
  ];
  return managed.filter((node) => node.listed && tests.every((test) => test(node)));
}

type Test = (node: ManagedNode) => boolean;

/** The keys of InstanceInformationStringFilter, and what each of them may be (botocore 1.43 model, 2026-11). */
function readFilter(key: string, values: readonly string[]): Test {
  const known = VALUES[key];
  const wrong = known === undefined ? undefined : values.find((value) => !known.includes(value));
  const malformed = key === "InstanceIds" && values.find((value) => !/^(?:i-(?:\w{8}|\w{17})|mi-\w{17})$/.test(value));
  if (wrong !== undefined || typeof malformed === "string") {
    const text = `The value ${wrong ?? String(malformed)} is not valid for the filter ${key}.`;
    throw new ServiceError("InvalidInstanceInformationFilterValue", text);
  }
  if (key.startsWith("tag:")) return ({ tags }) => values.includes(tags[key.slice(4)] ?? "");
  switch (key) {
    case "InstanceIds":
      return ({ instanceId }) => values.includes(instanceId);
    case "PingStatus":
      return ({ pingStatus }) => values.includes(pingStatus);
    case "PlatformTypes":
      return () => values.includes(NODE.PlatformType);
    case "ResourceType":
      return () => values.includes(NODE.ResourceType);
    case "AgentVersion":
      return () => values.includes(NODE.AgentVersion);
    case "tag-key":
      return ({ tags }) => values.some((value) => Object.hasOwn(tags, value));
    case "ActivationIds":
    case "IamRole":
    case "AssociationStatus":
    case "SourceIds":
    case "SourceTypes":
      return () => false;
    default:
      throw new ServiceError("InvalidFilterKey", `The filter key ${key} is not valid.`);
  }
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  PingStatus: ["Online", "ConnectionLost", "Inactive"],
  PlatformTypes: ["Windows", "Linux", "MacOS"],
  ResourceType: ["ManagedInstance", "EC2Instance"],
};

const NODE = {
  AgentVersion: "3.3.987.0",
  IsLatestVersion: true,
  PlatformType: "Linux",
  PlatformName: "Amazon Linux",
  PlatformVersion: "2023",
  ResourceType: "EC2Instance",
};

function instanceInformation({ instanceId, pingStatus, lastPing }: ManagedNode, now: number): object {
  return {
    InstanceId: instanceId,
    PingStatus: pingStatus,
    LastPingDateTime: (lastPing ?? now) / 1000,
    ...NODE,
    ComputerName: `${instanceId}.ec2.internal`,
  };
}
