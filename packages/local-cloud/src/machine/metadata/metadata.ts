import { globalArnOf, type Place, zoneId } from "../../cloud/place.ts";

/** What a launch says about the instance's metadata service. */
export interface MetadataOptions {
  readonly httpTokens: "required" | "optional";
  readonly httpEndpoint: "enabled" | "disabled";
  readonly hopLimit: number;
  readonly instanceMetadataTags: "enabled" | "disabled";
}

/** What an instance's metadata service knows. */
export interface Metadata {
  readonly place: Place;
  readonly instanceId: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly availabilityZone: string;
  readonly privateIp: string;
  readonly hostname: string;
  readonly securityGroupIds: readonly string[];
  readonly profile: string | undefined;
  /** Of the credentials of its role. */
  readonly accessKeyId: string;
  readonly lifecycle: "spot" | "on-demand";
  readonly launchedAt: number;
  readonly options: MetadataOptions;
  readonly userData: string | undefined;
  tags(): ReadonlyMap<string, string>;
  /** When the instance will be taken away, once that is decided. Milliseconds since 1970. */
  reclaimAt(): number | undefined;
  /** When a rebalance was recommended. */
  rebalanceAt(): number | undefined;
}

const ROLE_HOURS = 6;

/**
 * What there is by path below /latest. Sources: EC2 user guide, instancedata-data-categories, iam-roles-for-amazon-ec2,
 * instance-identity-documents, spot-instance-termination-notices, rebalance-recommendations (2023-06).
 */
export function metadataPaths(metadata: Metadata, now: number): Readonly<Record<string, string | undefined>> {
  const { place, availabilityZone, hostname, privateIp } = metadata;
  const name = `${hostname}.ec2.internal`;
  return {
    "meta-data/ami-id": metadata.imageId,
    "meta-data/ami-launch-index": String(metadata.launchIndex),
    "meta-data/hostname": name,
    "meta-data/local-hostname": name,
    "meta-data/instance-id": metadata.instanceId,
    "meta-data/instance-life-cycle": metadata.lifecycle,
    "meta-data/instance-type": metadata.instanceType,
    "meta-data/local-ipv4": privateIp,
    "meta-data/placement/availability-zone": availabilityZone,
    "meta-data/placement/availability-zone-id": zoneId(availabilityZone),
    "meta-data/placement/region": place.region,
    "meta-data/reservation-id": metadata.reservationId,
    "meta-data/security-groups": metadata.securityGroupIds.join("\n"),
    "meta-data/services/domain": place.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
    "meta-data/services/partition": place.partition,
    ...spotPaths(metadata),
    ...rolePaths(metadata, now),
    ...tagPaths(metadata),
    "user-data": metadata.userData,
    "dynamic/instance-identity/document": identityDocument(metadata),
  };
}

function spotPaths(metadata: Metadata): Readonly<Record<string, string | undefined>> {
  const [reclaim, rebalance] = [metadata.reclaimAt(), metadata.rebalanceAt()];
  const time = reclaim === undefined ? undefined : seconds(reclaim);
  return {
    "meta-data/spot/instance-action": time && JSON.stringify({ action: "terminate", time }),
    // The legacy form of the same.
    "meta-data/spot/termination-time": time,
    "meta-data/events/recommendations/rebalance":
      rebalance === undefined ? undefined : JSON.stringify({ noticeTime: seconds(rebalance) }),
  };
}

/** Credentials that cannot be real, in the shape in which a role's come; without a profile there are none. */
function rolePaths({ profile, place, accessKeyId }: Metadata, now: number): Readonly<Record<string, string>> {
  if (profile === undefined) return {};
  const role = profile.split("/").at(-1) ?? profile;
  const arn = profile.startsWith("arn:") ? profile : globalArnOf(place, "iam", `instance-profile/${role}`);
  const LastUpdated = seconds(now);
  const info = {
    Code: "Success",
    LastUpdated,
    InstanceProfileArn: arn,
    InstanceProfileId: "AIPALOCALLOCALLOCAL00",
  };
  const credentials = {
    Code: "Success",
    LastUpdated,
    Type: "AWS-HMAC",
    AccessKeyId: accessKeyId,
    SecretAccessKey: "not-a-secret",
    Token: "not-a-token",
    Expiration: seconds(now + ROLE_HOURS * 3_600_000),
  };
  return {
    "meta-data/iam/info": JSON.stringify(info, undefined, 2),
    [`meta-data/iam/security-credentials/${role}`]: JSON.stringify(credentials, undefined, 2),
  };
}

/** Only where the launch allowed them (EC2 user guide, Using_Tags, 2023-06). */
function tagPaths(metadata: Metadata): Readonly<Record<string, string>> {
  if (metadata.options.instanceMetadataTags === "disabled") return {};
  return Object.fromEntries([...metadata.tags()].map(([key, value]) => [`meta-data/tags/instance/${key}`, value]));
}

function identityDocument(metadata: Metadata): string {
  const { place, availabilityZone, imageId, instanceId, instanceType, privateIp, launchedAt } = metadata;
  const document = {
    accountId: place.accountId,
    architecture: "x86_64",
    availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId,
    instanceId,
    instanceType,
    kernelId: null,
    pendingTime: seconds(launchedAt),
    privateIp,
    ramdiskId: null,
    region: place.region,
    version: "2017-09-30",
  };
  return JSON.stringify(document, undefined, 2);
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
