import { LocalCloudError } from "../errors.ts";

/** Where something is, as its ARN says it. */
export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** @throws LocalCloudError when the region or the account is not spelled like one */
export function placeOf(region: string, accountId: string): Place {
  if (!isRegion(region)) {
    const hint = "say one such as us-east-1, eu-central-1 or us-gov-west-1";
    throw new LocalCloudError("LOCAL_CLOUD_REGION", `${JSON.stringify(region)} is not the name of a region`, { hint });
  }
  if (!/^\d{12}$/.test(accountId)) {
    const text = `The account ${JSON.stringify(accountId)} is not twelve digits`;
    throw new LocalCloudError("LOCAL_CLOUD_ACCOUNT", text, { hint: "say account: 123456789012, as a text" });
  }
  return { partition: partitionOf(region), region, accountId };
}

/** Whether it is spelled like a region: which there are changes every year. */
export function isRegion(name: string): boolean {
  return /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/.test(name);
}

/** `arn:<partition>:<service>:<region>:<account>:<resource>` */
export function arnOf({ partition, region, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** The ARN of what has no region, as IAM's. */
export function globalArnOf({ partition, accountId }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}::${accountId}:${resource}`;
}

/**
 * `use1-az1` of `us-east-1b`: which letter is which zone differs by account, and here by none; in us-east-1 they are as
 * recorded (LocalStack's recordings of AWS, 2025-05; EC2 user guide, AZ ids, 2026-11).
 */
export function zoneId(zone: string): string {
  const [, first = "", direction = "", number = ""] = /^([a-z]+)-([a-z-]+)-(\d+)/.exec(zone) ?? [];
  const initials = direction.replaceAll(/(gov|north|south|central|east|west)-?/g, (word) => word.charAt(0));
  const letter = zone.charCodeAt(zone.length - 1) - 97;
  return `${first}${initials}${number}-az${zone.startsWith("us-east-1") ? NUMBERS[letter] : letter + 1}`;
}

const NUMBERS: readonly number[] = [6, 1, 2, 4, 3, 5];

/** By how a region's name begins (botocore 1.43, partitions.json, regionRegex, 2026-11). */
const PARTITIONS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, "aws-cn"],
  [/^us-gov-/, "aws-us-gov"],
  [/^us-iso-/, "aws-iso"],
  [/^us-isob-/, "aws-iso-b"],
  [/^eu-isoe-/, "aws-iso-e"],
  [/^us-isof-/, "aws-iso-f"],
  [/^eusc-/, "aws-eusc"],
];

function partitionOf(region: string): string {
  return PARTITIONS.find(([begins]) => begins.test(region))?.[1] ?? "aws";
}
