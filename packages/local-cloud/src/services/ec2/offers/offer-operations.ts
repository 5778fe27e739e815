import type { Clock } from "@alpha-engine/asl";

import type { Place } from "../../../cloud/place.ts";
import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { CapacityBook } from "../capacity/capacity-book.ts";
import { CATALOGUE, isInstanceType } from "../capacity/instance-types.ts";
import type { InstanceBook } from "../instances/instance-book.ts";
import { REGIONS } from "../regions.ts";
import { type Filterable, filterValues, readFilters } from "../requests/filters.ts";
import { paged } from "../requests/paged.ts";
import type { Subnets } from "../subnets.ts";
import { type TypeFacts, typeFacts } from "./type-facts.ts";

export interface OfferContext {
  readonly instances: InstanceBook;
  readonly capacity: CapacityBook;
  readonly subnets: Subnets;
  /** The images that were declared; any, when none were. */
  readonly imageIds: readonly string[] | undefined;
  readonly clock: Clock;
  readonly place: Place;
}

const NO_TAGS: ReadonlyMap<string, string> = new Map();

/** What there is to launch: types, their prices, images, key pairs, regions (botocore 1.43 model, 2026-11). */
export function offerOperations(context: OfferContext): QueryService["operations"] {
  return {
    DescribeInstanceTypes: async (input) => {
      const asked = strings(input, "InstanceType");
      const unknown = asked.filter((type) => !isInstanceType(type));
      if (unknown.length > 0) {
        const text = `The following supplied instance types do not exist: [${unknown.join(", ")}]`;
        throw new ServiceError("InvalidInstanceType", text);
      }
      if (asked.length > 100) {
        throw new ServiceError("InvalidParameterValue", "At most 100 instance types can be described at once.");
      }
      const matches = readFilters(input, "types");
      const found = (asked.length > 0 ? asked : typesNamed(input))
        .map(typeFacts)
        .filter((facts) => matches(typeFields(facts), NO_TAGS));
      const { items, next } = paged(input, found, { idsGiven: asked.length > 0, most: 100, strict: true });
      return { instanceTypeSet: items.map(typeShape), nextToken: next };
    },
    DescribeSpotPriceHistory: async (input) => {
      const { items, next } = paged(input, prices(input, context), { least: 1 });
      // The last page has an empty token, as its paginators know.
      return { spotPriceHistorySet: items, nextToken: next ?? "" };
    },
    DescribeImages: async (input) => describeImages(input, context),
    DescribeKeyPairs: async (input) => describeKeyPairs(input, context),
    DescribeRegions: async (input) => {
      const all = [...new Set([...REGIONS, context.place.region])];
      const asked = strings(input, "RegionName");
      const unknown = asked.find((name) => !all.includes(name));
      if (unknown !== undefined) throw new ServiceError("InvalidParameterValue", `Invalid region: [${unknown}]`);
      const matches = readFilters(input, "regions");
      const found = all
        .filter((name) => asked.length === 0 || asked.includes(name))
        .map((regionName) => ({
          regionName,
          regionEndpoint: `ec2.${regionName}.amazonaws.com`,
          optInStatus: "opt-in-not-required",
        }))
        .filter((each) =>
          matches(
            { "region-name": each.regionName, endpoint: each.regionEndpoint, "opt-in-status": each.optInStatus },
            NO_TAGS,
          ),
        );
      return { regionInfo: found };
    },
  };
}

/** The types of the catalogue, and those that a filter names. */
function typesNamed(input: Input): readonly string[] {
  return [...new Set([...CATALOGUE, ...filterValues(input, "instance-type").filter(isInstanceType)])];
}

function typeFields({ instanceType, vcpus, memoryMiB, architecture, bareMetal, burstable }: TypeFacts): Filterable {
  return {
    "instance-type": instanceType,
    "vcpu-info.default-vcpus": String(vcpus),
    "memory-info.size-in-mib": String(memoryMiB),
    "processor-info.supported-architecture": architecture,
    "bare-metal": String(bareMetal),
    "burstable-performance-supported": String(burstable),
    "current-generation": "true",
    "supported-usage-class": ["on-demand", "spot"],
    "supported-root-device-type": "ebs",
    "supported-virtualization-type": "hvm",
    hypervisor: bareMetal ? undefined : "nitro",
    "free-tier-eligible": String(instanceType === "t3.micro"),
  };
}

function typeShape({ instanceType, vcpus, memoryMiB, architecture, bareMetal, burstable }: TypeFacts): object {
  return {
    instanceType,
    currentGeneration: true,
    freeTierEligible: instanceType === "t3.micro",
    supportedUsageClasses: ["on-demand", "spot"],
    supportedRootDeviceTypes: ["ebs"],
    supportedVirtualizationTypes: ["hvm"],
    bareMetal,
    hypervisor: bareMetal ? undefined : "nitro",
    processorInfo: { supportedArchitectures: [architecture] },
    vCpuInfo: { defaultVCpus: vcpus, defaultCores: Math.max(1, vcpus / 2), defaultThreadsPerCore: vcpus > 1 ? 2 : 1 },
    memoryInfo: { sizeInMiB: memoryMiB },
    burstablePerformanceSupported: burstable,
  };
}

function prices(input: Input, { capacity, subnets, clock }: OfferContext): readonly object[] {
  const asked = [...strings(input, "InstanceType"), ...filterValues(input, "instance-type")];
  const unknown = asked.find((type) => !type.includes("*") && !isInstanceType(type));
  if (unknown !== undefined) {
    throw new ServiceError("InvalidParameterValue", `Invalid value '${unknown}' for InstanceType.`);
  }
  const products = strings(input, "ProductDescription");
  if (products.length > 0 && !products.some((product) => product.startsWith("Linux/UNIX"))) return [];
  const [zone] = [input["AvailabilityZone"]];
  const types = strings(input, "InstanceType");
  const matches = readFilters(input, "prices");
  return (types.length > 0 ? types : typesNamed(input)).flatMap((instanceType) =>
    subnets.zones
      .filter((each) => (zone === undefined || zone === each) && capacity.offered(instanceType, each))
      .map((each) => ({
        instanceType,
        productDescription: "Linux/UNIX",
        spotPrice: capacity.price({ instanceType, zone: each, lifecycle: "spot" }).toFixed(6),
        timestamp: new Date(clock.now()),
        availabilityZone: each,
      }))
      .filter(({ spotPrice, availabilityZone }) =>
        matches(
          {
            "instance-type": instanceType,
            "availability-zone": availabilityZone,
            "product-description": ["Linux/UNIX", "Linux/UNIX (Amazon VPC)"],
            "spot-price": spotPrice,
          },
          NO_TAGS,
        ),
      ),
  );
}

/** Those that were declared; where none were, any that is asked for is there, and those that instances run are listed. */
function describeImages(input: Input, { instances, imageIds, place }: OfferContext): object {
  const asked = strings(input, "ImageId");
  const malformed = asked.find((id) => !id.startsWith("ami-"));
  if (malformed !== undefined) {
    throw new ServiceError("InvalidAMIID.Malformed", `Invalid id: "${malformed}" (expecting "ami-...")`);
  }
  const missing = asked.find((id) => imageIds !== undefined && !imageIds.includes(id));
  if (missing !== undefined) {
    throw new ServiceError("InvalidAMIID.NotFound", `The image id '[${missing}]' does not exist`);
  }
  const owners = strings(input, "Owner");
  const known = imageIds ?? [...instances.all.values()].map(({ imageId }) => imageId);
  const matches = readFilters(input, "images");
  const isOurs = owners.length === 0 || owners.includes("self") || owners.includes(place.accountId);
  const found = (isOurs ? [...new Set(asked.length > 0 ? asked : known)] : [])
    .map((imageId) => imageShape(imageId, place))
    .filter((shape) => matches(imageFields(shape), NO_TAGS));
  const { items, next } = paged(input, found, { idsGiven: asked.length > 0, least: 1 });
  return { imagesSet: items, nextToken: next };
}

function imageShape(imageId: string, { accountId }: Place) {
  return {
    imageId,
    name: imageId,
    imageLocation: `${accountId}/${imageId}`,
    imageState: "available",
    imageOwnerId: accountId,
    isPublic: false,
    architecture: "x86_64",
    imageType: "machine",
    platformDetails: "Linux/UNIX",
    rootDeviceType: "ebs",
    rootDeviceName: "/dev/xvda",
    virtualizationType: "hvm",
    hypervisor: "xen",
    enaSupport: true,
    blockDeviceMapping: [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeSize: 8, volumeType: "gp3", deleteOnTermination: true, encrypted: false },
      },
    ],
    tagSet: [],
  };
}

function imageFields(shape: ReturnType<typeof imageShape>): Filterable {
  return {
    "image-id": shape.imageId,
    name: shape.name,
    state: shape.imageState,
    "owner-id": shape.imageOwnerId,
    "is-public": "false",
    architecture: shape.architecture,
    "image-type": shape.imageType,
    "root-device-type": shape.rootDeviceType,
    "root-device-name": shape.rootDeviceName,
    "virtualization-type": shape.virtualizationType,
    hypervisor: shape.hypervisor,
    "ena-support": "true",
  };
}

/** No key is declared anywhere: those that are asked for by name are there, and those that instances have are listed. */
function describeKeyPairs(input: Input, { instances }: OfferContext): object {
  const names = strings(input, "KeyName");
  const ids = strings(input, "KeyPairId");
  const used = [...instances.all.values()].flatMap(({ keyName }) => keyName ?? []);
  const shapes = [...new Set(names.length > 0 ? names : used)].map((keyName) => ({
    keyName,
    keyPairId: `key-0${Buffer.from(keyName).toString("hex").padEnd(16, "0").slice(0, 16)}`,
    keyType: "rsa",
    keyFingerprint: "00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00:00",
    tagSet: [],
  }));
  const missing = ids.find((id) => !shapes.some(({ keyPairId }) => keyPairId === id));
  if (missing !== undefined) {
    throw new ServiceError("InvalidKeyPair.NotFound", `The key pair ID '${missing}' does not exist`);
  }
  const matches = readFilters(input, "key pairs");
  const found = shapes
    .filter(({ keyPairId }) => ids.length === 0 || ids.includes(keyPairId))
    .filter((each) =>
      matches({ "key-name": each.keyName, "key-pair-id": each.keyPairId, fingerprint: each.keyFingerprint }, NO_TAGS),
    );
  return { keySet: found };
}
