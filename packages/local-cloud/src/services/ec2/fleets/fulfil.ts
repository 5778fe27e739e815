import { optionalString, record, records } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { CapacityBook } from "../capacity/capacity-book.ts";
import { launchError } from "../capacity/launch-error.ts";
import type { Instance } from "../instances/instance.ts";
import type { LaunchSpec } from "../launch/launch-spec.ts";
import { type Launcher, poolOf } from "../launcher.ts";
import { addTags, type TagsByType } from "../tags/read-tags.ts";
import { merged, templateMarks } from "../templates/template-book.ts";
import type { Candidate, FleetRequest, Lifecycle, MarketOptions } from "./fleet-request.ts";

/** What became of one candidate: instances, or the code they were refused with; both where there were too few. */
export interface Outcome {
  readonly candidate: Candidate;
  readonly lifecycle: Lifecycle;
  readonly instances: readonly Instance[];
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface FulfilContext {
  readonly launcher: Launcher;
  readonly capacity: CapacityBook;
}

type Readied = Candidate & { readonly spec: LaunchSpec };

/**
 * One synchronous attempt: pool by pool in the order of the strategy until there are enough, with a refusal for each
 * pool that had none. Nothing launched is an answer, not an error. Sources: EC2 user guide, instant-fleet and
 * ec2-fleet-allocation-strategy (2023-06), model of CreateFleet (botocore 1.43, 2026-11).
 */
export async function fulfil(
  request: FleetRequest,
  marks: TagsByType,
  { launcher, capacity }: FulfilContext,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const lifecycle of ["on-demand", "spot"] as const) {
    const target = request.target[lifecycle];
    if (target === 0) continue;
    const readied: Readied[] = [];
    for (const candidate of request.candidates) {
      try {
        const spec = launcher.read(launchInput(candidate, lifecycle));
        readied.push({
          ...candidate,
          spec: {
            ...spec,
            tags: [forLaunch(request.tags, lifecycle), marks, templateMarks(candidate)].reduce(addTags, spec.tags),
          },
        });
      } catch (error) {
        outcomes.push({ candidate, lifecycle, instances: [], error: errorOf(error) });
      }
    }
    await launcher.think(readied.map(({ spec }) => spec));
    const ordered = inOrder(readied, request.options[lifecycle], capacity);
    const chosen = single(ordered, request.options[lifecycle], target, capacity);
    if (chosen === undefined) {
      const refused = ordered.map((candidate): Outcome => {
        const error = errorOf(launchError("UnfulfillableCapacity", poolOf(candidate.spec)));
        return { candidate, lifecycle, instances: [], error };
      });
      outcomes.push(...refused);
      continue;
    }
    outcomes.push(...launchEach({ candidates: chosen, target, lifecycle, ...request.options[lifecycle], launcher }));
  }
  return outcomes;
}

interface Launching {
  /** In the order in which they are tried. */
  readonly candidates: readonly Readied[];
  readonly target: number;
  readonly lifecycle: Lifecycle;
  readonly strategy: MarketOptions["strategy"];
  readonly launcher: Launcher;
}

function launchEach({ candidates, target, lifecycle, strategy, launcher }: Launching): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  const dry = new Set<Readied>();
  let missing = target;
  // Diversified goes round the pools until all has been had, the others take what they can from the first.
  const share = strategy === "diversified" ? Math.ceil(target / candidates.length) : Infinity;
  while (missing > 0 && dry.size < candidates.length) {
    for (const candidate of candidates) {
      if (missing <= 0) break;
      if (dry.has(candidate)) continue;
      const wanted = Math.min(share, Math.ceil(missing / candidate.weight));
      try {
        const instances = launcher.launch({ ...candidate.spec, minimum: 1, maximum: wanted }, "CreateFleet");
        missing -= instances.length * candidate.weight;
        outcomes.push({ candidate, lifecycle, instances, error: undefined });
        if (instances.length === wanted) continue;
        const lack = launchError("InsufficientInstanceCapacity", poolOf(candidate.spec));
        outcomes.push({ candidate, lifecycle, instances: [], error: errorOf(lack) });
      } catch (error) {
        outcomes.push({ candidate, lifecycle, instances: [], error: errorOf(error) });
      }
      dry.add(candidate);
    }
  }
  return outcomes;
}

/** By what the strategy looks at, otherwise as they were given. */
function inOrder(
  candidates: readonly Readied[],
  { strategy }: MarketOptions,
  capacity: CapacityBook,
): readonly Readied[] {
  const room = ({ spec }: Readied): number => -Math.min(capacity.room(poolOf(spec)), Number.MAX_SAFE_INTEGER);
  const price = ({ spec, weight }: Readied): number => capacity.price(poolOf(spec)) / weight;
  const priority = (each: Readied): number => Math.min(each.priority, Number.MAX_SAFE_INTEGER);
  const isDry = (each: Readied): number => (room(each) === 0 ? 1 : 0);
  const keys = {
    "lowest-price": [price],
    diversified: [],
    "capacity-optimized": [room],
    "price-capacity-optimized": [room, price],
    "capacity-optimized-prioritized": [isDry, priority, room],
    prioritized: [priority],
  }[strategy] as readonly ((candidate: Readied) => number)[];
  return candidates.toSorted((one, other) => {
    for (const key of keys) {
      const difference = key(one) - key(other);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}

/** All from one type or one zone, if that was asked for; `undefined` where none has the least that is wanted. */
function single(
  candidates: readonly Readied[],
  { singleType, singleZone, minimum }: MarketOptions,
  target: number,
  capacity: CapacityBook,
): readonly Readied[] | undefined {
  if (!singleType && !singleZone) return candidates;
  const groups = Map.groupBy(candidates, ({ spec }) =>
    [singleType ? spec.instanceType : "", singleZone ? spec.availabilityZone : ""].join(" "),
  );
  const sizeOf = (group: readonly Readied[]): number => {
    const pools = new Map(group.map((each) => [`${each.spec.instanceType} ${each.spec.availabilityZone}`, each]));
    return [...pools.values()].reduce((sum, each) => sum + capacity.room(poolOf(each.spec)) * each.weight, 0);
  };
  const whole = [...groups.values()].find((group) => sizeOf(group) >= target);
  return whole ?? [...groups.values()].find((group) => sizeOf(group) >= minimum);
}

/** The template with the override over it, in the parameters of RunInstances. */
function launchInput({ version, override }: Candidate, lifecycle: Lifecycle): Input {
  const { InstanceMarketOptions: _, TagSpecification: __, ...data } = version.data;
  const tags = records(version.data, "TagSpecification").filter(
    (each) => lifecycle === "spot" || each["ResourceType"] !== "spot-instances-request",
  );
  const price = optionalString(override, "MaxPrice");
  const spotOptions = { SpotInstanceType: "one-time", ...(price === undefined ? {} : { MaxPrice: price }) };
  return {
    ...merged({ ...data, TagSpecification: tags }, {}),
    ...chosen(override, ["InstanceType", "ImageId", "BlockDeviceMapping"]),
    ...placeOf(data, override),
    MinCount: "1",
    MaxCount: "1",
    ...(lifecycle === "spot" ? { InstanceMarketOptions: { MarketType: "spot", SpotOptions: spotOptions } } : {}),
  };
}

/** The override's subnet or zone in place of the template's; its subnet is its network interface's where there is one. */
function placeOf(data: Input, override: Input): Input {
  const { AvailabilityZone: _, ...elsewhere } = record(data, "Placement");
  const wanted = record(override, "Placement");
  const subnet = optionalString(override, "SubnetId");
  if (subnet !== undefined) {
    const [network, ...others] = records(data, "NetworkInterface");
    const Placement = { ...elsewhere, ...wanted };
    if (network === undefined) return { SubnetId: subnet, Placement };
    return { NetworkInterface: [{ ...network, SubnetId: subnet }, ...others], Placement };
  }
  const zone = optionalString(override, "AvailabilityZone") ?? optionalString(wanted, "AvailabilityZone");
  if (zone === undefined) return {};
  return { SubnetId: undefined, Placement: { ...elsewhere, ...wanted, AvailabilityZone: zone } };
}

function chosen(input: Input, names: readonly string[]): Input {
  return Object.fromEntries(names.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
}

/** Without what is for the fleet itself, and for a spot request where there will be none. */
function forLaunch(tags: TagsByType, lifecycle: Lifecycle): TagsByType {
  return new Map(
    [...tags].filter(([type]) => type !== "fleet" && (lifecycle === "spot" || type !== "spot-instances-request")),
  );
}

function errorOf(error: unknown): Outcome["error"] {
  if (!(error instanceof ServiceError)) throw error;
  return { code: error.code, message: error.message };
}
