import { arnOf, type Place, zoneId } from "../../cloud/place.ts";
import { optionalString, strings } from "../../wire/input.ts";
import type { Input, QueryService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { CapacityBook } from "./capacity/capacity-book.ts";
import { CATALOGUE, isInstanceType } from "./capacity/instance-types.ts";
import type { InstanceBook } from "./instances/instance-book.ts";
import { longName } from "./regions.ts";
import { filterValues, readFilters } from "./requests/filters.ts";
import { paged } from "./requests/paged.ts";
import { type Subnets, VPC } from "./subnets.ts";

export interface PlaceContext {
  readonly place: Place;
  readonly instances: InstanceBook;
  readonly subnets: Subnets;
  readonly capacity: CapacityBook;
}

/** Where instances can be: subnets, and which types a zone offers (botocore 1.43 model, 2026-11). */
export function placeOperations(context: PlaceContext): QueryService["operations"] {
  const { subnets } = context;
  return {
    DescribeSubnets: async (input) => {
      const ids = strings(input, "SubnetId");
      const matches = readFilters(input, "subnets");
      // Which subnets there are is not known where none are declared: those that a filter names are among them.
      const named = subnets.listed.length > 0 ? filterValues(input, "subnet-id").filter((id) => !id.includes("*")) : [];
      const among = ids.length > 0 ? ids : [...new Set([...subnets.listed, ...named.filter(exists(subnets))])];
      const found = among
        .map((id) => subnetShape(id, context))
        .filter((shape) => matches(subnetFields(shape), new Map()));
      const { items, next } = paged(input, found, { idsGiven: ids.length > 0 });
      return { subnetSet: items, nextToken: next };
    },
    DescribeAvailabilityZones: async (input) => {
      const asked = strings(input, "ZoneName");
      const matches = readFilters(input, "zones");
      const shapes = subnets.zones.map((zone) => ({
        zoneName: zone,
        zoneState: "available",
        regionName: context.place.region,
        zoneId: zoneId(zone),
        groupLongName: longName(context.place.region),
        groupName: `${context.place.region}-zg-1`,
        networkBorderGroup: context.place.region,
        messageSet: [],
        zoneType: "availability-zone",
        optInStatus: "opt-in-not-required",
      }));
      const ids = strings(input, "ZoneId");
      const unknownId = ids.find((id) => !shapes.some((each) => each.zoneId === id));
      if (unknownId !== undefined) {
        throw new ServiceError("InvalidParameterValue", `Invalid availability zone-id: [${unknownId}]`);
      }
      const unknown = asked.find((zone) => !subnets.zones.includes(zone));
      if (unknown !== undefined) {
        throw new ServiceError("InvalidParameterValue", `Invalid availability zone: [${unknown}]`);
      }
      const found = shapes
        .filter(({ zoneName }) => asked.length === 0 || asked.includes(zoneName))
        .filter((each) => ids.length === 0 || ids.includes(each.zoneId))
        .filter((each) => matches(zoneFields(each), new Map()));
      return { availabilityZoneInfo: found };
    },
    DescribeInstanceTypeOfferings: async (input) => {
      const { items, next } = paged(input, offerings(input, context));
      return { instanceTypeOfferingSet: items, nextToken: next };
    },
  };
}

function zoneFields(zone: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return {
    "group-name": String(zone["groupName"]),
    "opt-in-status": String(zone["optInStatus"]),
    "region-name": String(zone["regionName"]),
    state: String(zone["zoneState"]),
    "zone-id": String(zone["zoneId"]),
    "zone-name": String(zone["zoneName"]),
    "zone-type": String(zone["zoneType"]),
  };
}

function exists(subnets: Subnets): (id: string) => boolean {
  return (id) => {
    try {
      return subnets.zoneOf(id) !== "";
    } catch {
      return false;
    }
  };
}

function offerings(input: Input, { subnets, capacity, place }: PlaceContext): readonly Offering[] {
  const locationType = optionalString(input, "LocationType") ?? "region";
  const locations: Readonly<Record<string, (zone: string) => string>> = {
    region: () => place.region,
    "availability-zone": (zone) => zone,
    "availability-zone-id": zoneId,
  };
  const locationOf = locations[locationType];
  if (locationOf === undefined) {
    throw new ServiceError("InvalidParameterValue", `Invalid value '${locationType}' for LocationType.`);
  }
  const named = filterValues(input, "instance-type").filter(isInstanceType);
  const matches = readFilters(input, "offerings");
  const found = new Map<string, Offering>();
  for (const instanceType of new Set([...CATALOGUE, ...named])) {
    for (const zone of subnets.zones.filter((each) => capacity.offered(instanceType, each))) {
      const location = locationOf(zone);
      if (!matches({ "instance-type": instanceType, location }, new Map())) continue;
      found.set(`${instanceType} ${location}`, { instanceType, locationType, location });
    }
  }
  return [...found.values()];
}

interface Offering {
  readonly instanceType: string;
  readonly locationType: string;
  readonly location: string;
}

type SubnetShape = ReturnType<typeof subnetShape>;

function subnetShape(subnetId: string, { instances, subnets, place }: PlaceContext) {
  const zone = subnets.zoneOf(subnetId);
  const living = [...instances.all.values()].filter(
    (instance) => instance.subnetId === subnetId && instance.state !== "terminated",
  );
  return {
    subnetId,
    subnetArn: arnOf(place, "ec2", `subnet/${subnetId}`),
    state: "available",
    vpcId: VPC,
    cidrBlock: `10.0.${(zone.charCodeAt(zone.length - 1) - 97) * 16}.0/20`,
    availableIpAddressCount: Math.max(0, subnets.addresses(subnetId) - living.length),
    availabilityZone: zone,
    availabilityZoneId: zoneId(zone),
    defaultForAz: subnets.defaultOf(zone) === subnetId,
    mapPublicIpOnLaunch: true,
    ownerId: place.accountId,
    tagSet: [],
  };
}

function subnetFields(shape: SubnetShape): Readonly<Record<string, string>> {
  return {
    "subnet-id": shape.subnetId,
    "vpc-id": shape.vpcId,
    "availability-zone": shape.availabilityZone,
    availabilityZone: shape.availabilityZone,
    "availability-zone-id": shape.availabilityZoneId,
    "available-ip-address-count": String(shape.availableIpAddressCount),
    "cidr-block": shape.cidrBlock,
    "default-for-az": String(shape.defaultForAz),
    "map-public-ip-on-launch": String(shape.mapPublicIpOnLaunch),
    "owner-id": shape.ownerId,
    "subnet-arn": shape.subnetArn,
    state: shape.state,
  };
}
