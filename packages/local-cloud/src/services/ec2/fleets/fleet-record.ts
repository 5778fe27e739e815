import type { Input } from "../../../wire/protocols.ts";
import { tagShape } from "../requests/tag-shape.ts";
import { templateDataShape } from "../templates/template-data-shape.ts";
import type { FleetRequest, Lifecycle } from "./fleet-request.ts";
import type { Outcome } from "./fulfil.ts";

/** What is left of an instant fleet when it has launched. */
export interface FleetRecord {
  readonly fleetId: string;
  readonly clientToken: string;
  readonly fingerprint: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly target: FleetRequest["target"];
  readonly defaultTarget: Lifecycle;
  readonly strategies: Readonly<Record<Lifecycle, string>>;
  readonly outcomes: readonly OutcomeRecord[];
  state: "active" | "deleted_terminating";
  deletedAt: number | undefined;
}

interface OutcomeRecord {
  readonly templateId: string;
  readonly version: number;
  readonly override: Input;
  readonly lifecycle: Lifecycle;
  readonly weight: number;
  readonly instanceType: string | undefined;
  readonly instanceIds: readonly string[];
  readonly error: Outcome["error"];
}

export function fleetRecord(
  fleetId: string,
  { clientToken, fingerprint, tags, target, defaultTarget, options }: FleetRequest,
  outcomes: readonly Outcome[],
  createdAt: number,
): FleetRecord {
  return {
    fleetId,
    clientToken,
    fingerprint,
    createdAt,
    tags: new Map(tags.get("fleet")),
    target,
    defaultTarget,
    strategies: { spot: options.spot.strategy, "on-demand": options["on-demand"].strategy },
    outcomes: outcomes.map(({ candidate, lifecycle, instances, error }) => ({
      templateId: candidate.template.templateId,
      version: candidate.version.number,
      override: candidate.override,
      lifecycle,
      weight: candidate.weight,
      instanceType: instances[0]?.instanceType,
      instanceIds: instances.map(({ instanceId }) => instanceId),
      error,
    })),
    state: "active",
    deletedAt: undefined,
  };
}

/** CreateFleet's answer: what launched, and what did not, side by side. */
export function fleetAnswer(record: FleetRecord): object {
  const { fleetId, outcomes } = record;
  return { fleetId, ...outcomeShapes(outcomes) };
}

export function fleetShape(record: FleetRecord): object {
  const { fleetId, state, createdAt, clientToken, target, defaultTarget, strategies, outcomes, tags } = record;
  const fulfilled = (lifecycle?: Lifecycle): number =>
    outcomes
      .filter((each) => lifecycle === undefined || each.lifecycle === lifecycle)
      .reduce((sum, { instanceIds, weight }) => sum + instanceIds.length * weight, 0);
  return {
    fleetId,
    fleetState: state,
    type: "instant",
    createTime: new Date(createdAt),
    clientToken,
    fulfilledCapacity: fulfilled(),
    fulfilledOnDemandCapacity: fulfilled("on-demand"),
    targetCapacitySpecification: {
      totalTargetCapacity: target.spot + target["on-demand"],
      onDemandTargetCapacity: target["on-demand"],
      spotTargetCapacity: target.spot,
      defaultTargetCapacityType: defaultTarget,
    },
    spotOptions: { allocationStrategy: strategies.spot },
    onDemandOptions: { allocationStrategy: strategies["on-demand"] },
    tagSet: tagShape(tags),
    ...outcomeShapes(outcomes),
  };
}

function outcomeShapes(outcomes: readonly OutcomeRecord[]): object {
  return {
    errorSet: outcomes.flatMap((outcome) =>
      outcome.error === undefined
        ? []
        : [{ ...shared(outcome), errorCode: outcome.error.code, errorMessage: outcome.error.message }],
    ),
    fleetInstanceSet: outcomes
      .filter(({ instanceIds }) => instanceIds.length > 0)
      .map((outcome) => ({
        ...shared(outcome),
        instanceIds: outcome.instanceIds,
        instanceType: outcome.instanceType,
      })),
  };
}

function shared({ templateId, version, override, lifecycle }: OutcomeRecord): object {
  return {
    launchTemplateAndOverrides: {
      launchTemplateSpecification: { launchTemplateId: templateId, version: String(version) },
      overrides: templateDataShape(override),
    },
    lifecycle,
  };
}
