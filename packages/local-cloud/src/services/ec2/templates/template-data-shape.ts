import type { Input } from "../../../wire/protocols.ts";

/** The lists of a launch template, which answers call otherwise than requests (botocore 1.43 model, 2026-11). */
const SETS: Readonly<Record<string, string>> = {
  BlockDeviceMapping: "blockDeviceMappingSet",
  NetworkInterface: "networkInterfaceSet",
  TagSpecification: "tagSpecificationSet",
  SecurityGroupId: "securityGroupIdSet",
  SecurityGroup: "securityGroupSet",
  Tag: "tagSet",
};

/** What a template's version holds, as DescribeLaunchTemplateVersions tells it. */
export function templateDataShape(data: Input): object {
  return shapeOf(data) as object;
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [answerName(name), shapeOf(child)]));
}

function answerName(name: string): string {
  return SETS[name] ?? name.charAt(0).toLowerCase() + name.slice(1);
}
