import { optionalNumber, optionalString, record, records } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";
import { LAUNCH_TAG_TYPES } from "../launch/launch-spec.ts";
import { maxPrice } from "../launch/spot-options.ts";
import { clientToken, fingerprint, parameter } from "../requests/parameters.ts";
import { readTagSpecifications, type TagsByType } from "../tags/read-tags.ts";
import { type LaunchTemplate, type TemplateBook, type TemplateVersion, versionOf } from "../templates/template-book.ts";

export type Lifecycle = "spot" | "on-demand";

const SPOT_STRATEGIES = [
  "lowest-price",
  "diversified",
  "capacity-optimized",
  "capacity-optimized-prioritized",
  "price-capacity-optimized",
] as const;
const ON_DEMAND_STRATEGIES = ["lowest-price", "prioritized"] as const;

export type Strategy = (typeof SPOT_STRATEGIES)[number] | (typeof ON_DEMAND_STRATEGIES)[number];

/** What CreateFleet was asked for, read and checked; `instant` only. */
export interface FleetRequest {
  readonly candidates: readonly Candidate[];
  readonly target: Readonly<Record<Lifecycle, number>>;
  readonly defaultTarget: Lifecycle;
  readonly options: Readonly<Record<Lifecycle, MarketOptions>>;
  readonly tags: TagsByType;
  readonly clientToken: string;
  readonly fingerprint: string;
}

export interface MarketOptions {
  readonly strategy: Strategy;
  readonly singleType: boolean;
  readonly singleZone: boolean;
  readonly minimum: number;
}

/** A version of a launch template with one of the overrides that it may be launched with. */
export interface Candidate {
  readonly template: LaunchTemplate;
  readonly version: TemplateVersion & { readonly number: number };
  readonly override: Input;
  readonly weight: number;
  /** The lower the first; none is the last. */
  readonly priority: number;
}

export function readFleetRequest(input: Input, templates: TemplateBook): FleetRequest {
  const type = optionalString(input, "Type") ?? "maintain";
  if (type !== "instant") {
    const text = `Fleets of type ${type} are not modelled by local-cloud: ask for an instant one`;
    throw new NotModelledError("UnsupportedOperation", text);
  }
  const configs = records(input, "LaunchTemplateConfigs");
  if (configs.length === 0) {
    throw new ServiceError("MissingParameter", "The request must contain the parameter LaunchTemplateConfigs");
  }
  const { ClientToken: _, ...rest } = input;
  return {
    candidates: configs.flatMap((config) => candidatesOf(config, templates)),
    ...readTarget(record(input, "TargetCapacitySpecification")),
    options: {
      spot: marketOptions(record(input, "SpotOptions"), SPOT_STRATEGIES, "SpotOptions"),
      "on-demand": marketOptions(record(input, "OnDemandOptions"), ON_DEMAND_STRATEGIES, "OnDemandOptions"),
    },
    tags: readTagSpecifications(input, ["fleet", ...LAUNCH_TAG_TYPES]),
    clientToken: clientToken(input),
    fingerprint: fingerprint(rest),
  };
}

function candidatesOf(config: Input, templates: TemplateBook): readonly Candidate[] {
  const reference = record(config, "LaunchTemplateSpecification");
  const template = templates.find(reference);
  // Unlike RunInstances, a fleet wants to be told the version (botocore 1.43 model, 2026-11).
  const version = versionOf(template, parameter(reference, "Version"));
  const overrides = records(config, "Overrides");
  return (overrides.length > 0 ? overrides : [{}]).map((override) => {
    maxPrice(override);
    const priority = optionalNumber(override, "Priority") ?? Infinity;
    if (priority < 0) throw new ServiceError("InvalidParameterValue", "Priority must be 0 or more");
    return { template, version, override, weight: optionalNumber(override, "WeightedCapacity") ?? 1, priority };
  });
}

function readTarget(input: Input): Pick<FleetRequest, "target" | "defaultTarget"> {
  const total = Number(parameter(input, "TotalTargetCapacity"));
  const [spot = 0, onDemand = 0] = [
    optionalNumber(input, "SpotTargetCapacity"),
    optionalNumber(input, "OnDemandTargetCapacity"),
  ];
  const defaultTarget = optionalString(input, "DefaultTargetCapacityType") ?? "on-demand";
  if (defaultTarget !== "spot" && defaultTarget !== "on-demand") {
    throw new ServiceError("InvalidParameterValue", `Invalid value '${defaultTarget}' for DefaultTargetCapacityType.`);
  }
  if (!Number.isInteger(total) || total < 1) {
    throw new ServiceError("InvalidParameterValue", `TotalTargetCapacity ${total} must be a whole number above 0`);
  }
  const rest = total - spot - onDemand;
  if (rest < 0) {
    const text = `SpotTargetCapacity ${spot} and OnDemandTargetCapacity ${onDemand} are more than TotalTargetCapacity ${total}`;
    throw new ServiceError("InvalidParameterCombination", text);
  }
  const more = (lifecycle: Lifecycle): number => (lifecycle === defaultTarget ? rest : 0);
  return { target: { spot: spot + more("spot"), "on-demand": onDemand + more("on-demand") }, defaultTarget };
}

function marketOptions(input: Input, strategies: readonly Strategy[], name: string): MarketOptions {
  // What a caller spells as the console did, `lowestPrice`, the API has not taken since 2019.
  const asked = optionalString(input, "AllocationStrategy") ?? "lowest-price";
  const strategy = strategies.find((each) => each === asked);
  if (strategy === undefined) {
    throw new ServiceError("InvalidParameterValue", `Invalid value '${asked}' for ${name}.AllocationStrategy.`);
  }
  // An instant fleet's requests are one-time (measured in us-east-2, 2026-10-07).
  const behavior = optionalString(input, "InstanceInterruptionBehavior") ?? "terminate";
  if (behavior !== "terminate") {
    const text = `${name}.InstanceInterruptionBehavior must be null or "terminate" for given fleet type.`;
    throw new ServiceError("InvalidParameterValue", text);
  }
  const singleType = input["SingleInstanceType"] === "true";
  const singleZone = input["SingleAvailabilityZone"] === "true";
  const minimum = optionalNumber(input, "MinTargetCapacity");
  if (minimum !== undefined && !singleType && !singleZone) {
    const text = "MinTargetCapacity goes only with SingleInstanceType or SingleAvailabilityZone";
    throw new ServiceError("InvalidParameterCombination", text);
  }
  return { strategy, singleType, singleZone, minimum: minimum ?? 1 };
}
