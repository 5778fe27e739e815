import type { Place } from "../../../cloud/place.ts";
import { arnOf, zoneId } from "../../../cloud/place.ts";
import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { InstanceBook } from "../instances/instance-book.ts";
import type { Instance } from "../instances/instance.ts";
import { attachmentShape, interfaceShape } from "../instances/shapes.ts";
import type { FilteredList } from "../requests/filter-names.ts";
import { type Filterable, readFilters } from "../requests/filters.ts";
import { noSuchResource } from "../requests/no-such-resource.ts";
import { paged } from "../requests/paged.ts";
import { tagShape } from "../requests/tag-shape.ts";
import { VPC } from "../subnets.ts";

export interface NetworkContext {
  readonly instances: InstanceBook;
  readonly place: Place;
}

const DEFAULT_GROUP = "sg-00000000000000000";

/**
 * The one VPC, the security groups that instances name, and their network interfaces. Which groups there are is not known
 * here: those that are asked for by id are among them (botocore 1.43 model, 2026-11).
 */
export function networkOperations({ instances, place }: NetworkContext): QueryService["operations"] {
  const present = (): readonly Instance[] =>
    [...instances.all.values()].filter(({ visible, terminatedAt }) => visible && terminatedAt === undefined);
  return {
    DescribeVpcs: async (input) => {
      const missing = strings(input, "VpcId").find((id) => id !== VPC);
      if (missing !== undefined)
        throw new ServiceError("InvalidVpcID.NotFound", `The vpc ID '${missing}' does not exist`);
      return listed(input, { name: "vpcSet", list: "vpcs", ids: "VpcId", shapes: [vpc(place)], fields: vpcFields });
    },
    DescribeSecurityGroups: async (input) => {
      const ids = strings(input, "GroupId");
      const names = strings(input, "GroupName");
      const malformed = ids.find((id) => !/^sg-[0-9a-z]+$/.test(id));
      if (malformed !== undefined) {
        throw new ServiceError("InvalidGroupId.Malformed", `Invalid id: "${malformed}" (expecting "sg-...")`);
      }
      const used = present().flatMap(({ securityGroupIds }) => securityGroupIds);
      const shapes = [...new Set(ids.length > 0 ? ids : [DEFAULT_GROUP, ...used])].map((id) => group(id, place));
      const missing = names.find((name) => !shapes.some(({ groupName }) => groupName === name));
      if (missing !== undefined) {
        const text = `The security group '${missing}' does not exist in default VPC '${VPC}'`;
        throw new ServiceError("InvalidGroup.NotFound", text);
      }
      const chosen = names.length === 0 ? shapes : shapes.filter(({ groupName }) => names.includes(groupName));
      const fields = ({ groupId, groupName, groupDescription }: (typeof shapes)[number]): Filterable => ({
        "group-id": groupId,
        "group-name": groupName,
        description: groupDescription,
        "owner-id": place.accountId,
        "vpc-id": VPC,
      });
      return listed(input, {
        name: "securityGroupInfo",
        list: "security groups",
        ids: "GroupId",
        shapes: chosen,
        fields,
      });
    },
    DescribeNetworkInterfaces: async (input) => {
      const ids = strings(input, "NetworkInterfaceId");
      const malformed = ids.find((id) => !/^eni-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
      if (malformed !== undefined) {
        throw new ServiceError(
          "InvalidNetworkInterfaceId.Malformed",
          `Invalid id: "${malformed}" (expecting "eni-...")`,
        );
      }
      const all = present();
      const missing = ids.find((id) => !all.some(({ networkInterface }) => networkInterface.id === id));
      if (missing !== undefined) throw noSuchResource(missing);
      const matches = readFilters(input, "interfaces");
      const found = all
        .filter(({ networkInterface }) => ids.length === 0 || ids.includes(networkInterface.id))
        .filter((each) => matches(interfaceFields(each, place), each.networkInterface.tags));
      const { items, next } = paged(input, found, { idsGiven: ids.length > 0 });
      return { networkInterfaceSet: items.map((each) => fullInterface(each, place)), nextToken: next };
    },
    // Nothing here has an elastic address.
    DescribeAddresses: async (input) => {
      readFilters(input, "addresses");
      const [allocation] = strings(input, "AllocationId");
      const [address] = strings(input, "PublicIp");
      if (allocation !== undefined) {
        throw new ServiceError("InvalidAllocationID.NotFound", `The allocation ID '${allocation}' does not exist`);
      }
      if (address !== undefined) throw new ServiceError("InvalidAddress.NotFound", `Address '${address}' not found.`);
      return { addressesSet: [] };
    },
  };
}

interface Listing<Shape> {
  readonly name: string;
  readonly list: FilteredList;
  readonly ids: string;
  readonly shapes: readonly Shape[];
  readonly fields: (shape: Shape) => Filterable;
}

function listed<Shape>(input: Input, { name, list, ids, shapes, fields }: Listing<Shape>): object {
  const matches = readFilters(input, list);
  const found = shapes.filter((shape) => matches(fields(shape), new Map()));
  const { items, next } = paged(input, found, { idsGiven: strings(input, ids).length > 0 });
  return { [name]: items, nextToken: next };
}

function vpc({ accountId }: Place) {
  return {
    vpcId: VPC,
    state: "available",
    cidrBlock: "10.0.0.0/16",
    dhcpOptionsId: "dopt-00000000000000000",
    instanceTenancy: "default",
    isDefault: true,
    ownerId: accountId,
    tagSet: [],
  };
}

function vpcFields(shape: ReturnType<typeof vpc>): Filterable {
  return {
    "vpc-id": shape.vpcId,
    cidr: shape.cidrBlock,
    "dhcp-options-id": shape.dhcpOptionsId,
    "is-default": "true",
    isDefault: "true",
    "owner-id": shape.ownerId,
    state: shape.state,
  };
}

function group(groupId: string, place: Place) {
  const groupName = groupId === DEFAULT_GROUP ? "default" : groupId;
  return {
    groupId,
    groupName,
    groupDescription: groupName === "default" ? "default VPC security group" : groupName,
    securityGroupArn: arnOf(place, "ec2", `security-group/${groupId}`),
    ownerId: place.accountId,
    vpcId: VPC,
    ipPermissions: [],
    ipPermissionsEgress: [{ ipProtocol: "-1", ipRanges: [{ cidrIp: "0.0.0.0/0" }] }],
    tagSet: [],
  };
}

function interfaceFields(instance: Instance, { accountId }: Place): Filterable {
  return {
    "network-interface-id": instance.networkInterface.id,
    "attachment.instance-id": instance.instanceId,
    "attachment.instance-owner-id": accountId,
    "attachment.status": "attached",
    "attachment.device-index": "0",
    "addresses.private-ip-address": instance.privateIp,
    "addresses.primary": "true",
    "private-ip-address": instance.privateIp,
    "private-dns-name": `${instance.hostname}.ec2.internal`,
    "availability-zone": instance.availabilityZone,
    "availability-zone-id": zoneId(instance.availabilityZone),
    "group-id": instance.securityGroupIds,
    "group-name": instance.securityGroupIds,
    "interface-type": "interface",
    "owner-id": accountId,
    status: "in-use",
    "subnet-id": instance.subnetId,
    "vpc-id": VPC,
    description: "",
  };
}

function fullInterface(instance: Instance, { accountId }: Place): object {
  return {
    ...interfaceShape(instance),
    description: "",
    availabilityZone: instance.availabilityZone,
    ownerId: accountId,
    requesterManaged: false,
    attachment: { ...attachmentShape(instance), instanceId: instance.instanceId, instanceOwnerId: accountId },
    tagSet: tagShape(instance.networkInterface.tags),
  };
}
