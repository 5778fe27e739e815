/** By which names each list of EC2 may be filtered, beside tags (EC2 API reference, 2026-11). */
const NAMES: Readonly<Record<FilteredList, string>> = {
  instances:
    "affinity architecture availability-zone availability-zone-id block-device-mapping.attach-time block-device-mapping.delete-on-termination block-device-mapping.device-name block-device-mapping.status block-device-mapping.volume-id boot-mode capacity-reservation-id capacity-reservation-specification.capacity-reservation-preference client-token dns-name ebs-optimized ena-support enclave-options.enabled hibernation-options.configured host-id hypervisor iam-instance-profile.arn iam-instance-profile.id iam-instance-profile.name image-id instance-id instance-lifecycle instance-state-code instance-state-name instance-type instance.group-id instance.group-name ip-address ipv6-address kernel-id key-name launch-index launch-time maintenance-options.auto-recovery metadata-options.http-endpoint metadata-options.http-put-response-hop-limit metadata-options.http-tokens metadata-options.instance-metadata-tags monitoring-state network-interface.addresses.private-ip-address network-interface.attachment.instance-id network-interface.availability-zone network-interface.group-id network-interface.network-interface-id network-interface.private-dns-name network-interface.status network-interface.subnet-id network-interface.vpc-id outpost-arn owner-id placement-group-name placement-partition-number platform platform-details private-dns-name private-ip-address product-code product-code.type ramdisk-id reason requester-id reservation-id root-device-name root-device-type source-dest-check spot-instance-request-id state-reason-code state-reason-message subnet-id tenancy usage-operation virtualization-type vpc-id",
  statuses:
    "availability-zone availability-zone-id event.code event.description event.instance-event-id event.not-after event.not-before event.not-before-deadline instance-state-code instance-state-name instance-status.reachability instance-status.status operator.managed operator.principal system-status.reachability system-status.status attached-ebs-status.status",
  "spot requests":
    "availability-zone-group create-time fault-code fault-message instance-id launch-group launch.block-device-mapping.delete-on-termination launch.block-device-mapping.device-name launch.block-device-mapping.snapshot-id launch.block-device-mapping.volume-size launch.block-device-mapping.volume-type launch.group-id launch.group-name launch.image-id launch.instance-type launch.kernel-id launch.key-name launch.monitoring-enabled launch.ramdisk-id launched-availability-zone network-interface.addresses.primary network-interface.delete-on-termination network-interface.description network-interface.device-index network-interface.group-id network-interface.network-interface-id network-interface.private-ip-address network-interface.subnet-id product-description spot-instance-request-id spot-price state status-code status-message type valid-from valid-until",
  subnets:
    "availability-zone availabilityZone availability-zone-id availabilityZoneId available-ip-address-count cidr-block cidr cidrBlock customer-owned-ipv4-pool default-for-az defaultForAz enable-dns64 enable-lni-at-device-index ipv6-cidr-block-association.association-id ipv6-cidr-block-association.ipv6-cidr-block ipv6-cidr-block-association.state ipv6-native map-customer-owned-ip-on-launch map-public-ip-on-launch outpost-arn owner-id private-dns-name-options-on-launch.hostname-type state subnet-arn subnet-id vpc-id",
  zones:
    "group-name message opt-in-status parent-zone-id parent-zone-name region-name state zone-id zone-type zone-name group-long-name",
  offerings: "location instance-type",
  tags: "key resource-id resource-type value",
  volumes:
    "attachment.attach-time attachment.delete-on-termination attachment.device attachment.instance-id attachment.status availability-zone availability-zone-id create-time encrypted fast-restored multi-attach-enabled operator.managed operator.principal size snapshot-id status volume-id volume-type",
  templates: "create-time launch-template-name",
  "template versions":
    "create-time ebs-optimized http-endpoint http-protocol-ipv4 host-resource-group-arn http-tokens iam-instance-profile image-id instance-type is-default-version kernel-id license-configuration-arn network-card-index ram-disk-id",
  fleets: "activity-status excess-capacity-termination-policy fleet-state replace-unhealthy-instances type",
  types:
    "auto-recovery-supported bare-metal burstable-performance-supported current-generation dedicated-hosts-supported ebs-info.ebs-optimized-support ebs-info.encryption-support ebs-info.nvme-support free-tier-eligible hibernation-supported hypervisor instance-storage-supported instance-type memory-info.size-in-mib network-info.ena-support processor-info.supported-architecture supported-boot-mode supported-root-device-type supported-usage-class supported-virtualization-type vcpu-info.default-cores vcpu-info.default-threads-per-core vcpu-info.default-vcpus vcpu-info.valid-cores",
  images:
    "architecture block-device-mapping.delete-on-termination block-device-mapping.device-name block-device-mapping.snapshot-id block-device-mapping.volume-size block-device-mapping.volume-type block-device-mapping.encrypted creation-date description ena-support free-tier-eligible hypervisor image-allowed image-id image-type is-public kernel-id manifest-location name owner-alias owner-id platform product-code product-code.type ramdisk-id root-device-name root-device-type source-image-id source-image-region source-instance-id state state-reason-code state-reason-message sriov-net-support virtualization-type",
  vpcs: "cidr cidr-block-association.cidr-block cidr-block-association.association-id cidr-block-association.state dhcp-options-id ipv6-cidr-block-association.ipv6-cidr-block is-default isDefault owner-id state vpc-id",
  "security groups":
    "description egress.ip-permission.cidr egress.ip-permission.from-port egress.ip-permission.group-id egress.ip-permission.protocol egress.ip-permission.to-port group-id group-name ip-permission.cidr ip-permission.from-port ip-permission.group-id ip-permission.group-name ip-permission.protocol ip-permission.to-port owner-id vpc-id",
  "key pairs": "key-pair-id fingerprint key-name",
  regions: "endpoint opt-in-status region-name",
  addresses:
    "allocation-id association-id instance-id network-border-group network-interface-id network-interface-owner-id private-ip-address public-ip",
  interfaces:
    "addresses.association.owner-id addresses.association.public-ip addresses.primary addresses.private-ip-address association.allocation-id association.association-id association.public-ip attachment.attach-time attachment.attachment-id attachment.delete-on-termination attachment.device-index attachment.instance-id attachment.instance-owner-id attachment.status availability-zone availability-zone-id description group-id group-name interface-type mac-address network-interface-id owner-id private-dns-name private-ip-address requester-id requester-managed source-dest-check status subnet-id vpc-id",
  prices: "availability-zone availability-zone-id instance-type product-description spot-price timestamp",
};

export type FilteredList =
  | "instances"
  | "statuses"
  | "spot requests"
  | "subnets"
  | "zones"
  | "offerings"
  | "tags"
  | "volumes"
  | "templates"
  | "template versions"
  | "fleets"
  | "types"
  | "images"
  | "vpcs"
  | "security groups"
  | "key pairs"
  | "regions"
  | "addresses"
  | "interfaces"
  | "prices";

/** Lists of what has no tags. */
const UNTAGGED: ReadonlySet<FilteredList> = new Set([
  "statuses",
  "zones",
  "offerings",
  "template versions",
  "fleets",
  "types",
  "regions",
  "prices",
]);

export function isFilterOf(list: FilteredList, name: string): boolean {
  if (name === "tag-key" || name === "tag-value" || name.startsWith("tag:")) return !UNTAGGED.has(list);
  return NAMES[list].split(" ").includes(name);
}
