import { type Random, seeded } from "./random.ts";

/** Where a run is, as its events tell. */
const PHASES = [
  "launch",
  "running",
  "online",
  "stage",
  "script:bootstrap",
  "between:bootstrap",
  "script:deps",
  "between:deps",
  "script:workload",
  "give-back",
  "unstage",
] as const;
export type RunPhase = (typeof PHASES)[number];

export type Fate =
  | { readonly kind: "well" | "never-online" | "no-capacity" | "ten-minutes" | "misfit" | "throttled-out" | "too-long" }
  | { readonly kind: "script-fails"; readonly script: string; readonly exitCode: number }
  | {
      readonly kind: "reclaim";
      readonly phase: RunPhase;
      readonly attempts: number;
      readonly delay: number;
      readonly notice: number;
      /** The workload fails by itself all the same, if it lives to. */
      readonly alsoFails: number;
    }
  | { readonly kind: "host-failure" | "unexplained" | "signal"; readonly phase: RunPhase; readonly delay: number }
  | { readonly kind: "kill"; readonly phase: RunPhase; readonly call: number; readonly when: "before" | "after" };

export interface Plan {
  readonly seed: number;
  readonly fate: Fate;
  readonly shape: "undeliverable" | "silent";
  readonly reason: "prompt" | "late" | "missing";
  /** The agent still reports what the shutdown of a reclaimed instance did to the script. */
  readonly hasLastGasp: boolean;
  readonly runsUserData: boolean;
  readonly visibleSeconds: number;
  /** Of each call to EC2 and SSM. */
  readonly throttled: number;
  /** Of each RunInstances: done, and the answer lost. */
  readonly lost: number;
  readonly hasCloudWatch: boolean;
  readonly instanceTypes: readonly string[];
  readonly subnetIds: readonly string[];
  readonly onDemandFallback: boolean;
  readonly maxAttempts: number;
  readonly backoff: number;
  /** Of the step's execution timeout, beyond what the attempts need; undefined: no step. */
  readonly slack: number | undefined;
  capacity(pool: string, market: string, seconds: number): string | undefined;
  scripts(
    name: string,
    attempt: number,
  ): { readonly seconds: number; readonly exitCode: number; readonly printed: number };
}

const SECONDS: Readonly<Record<string, readonly [number, number]>> = {
  bootstrap: [5, 100],
  deps: [10, 300],
  workload: [20, 3000],
};
const CODES = [
  "InsufficientInstanceCapacity",
  "SpotMaxPriceTooLow",
  "MaxSpotInstanceCountExceeded",
  "InsufficientFreeAddressesInSubnet",
] as const;

export function planOf(seed: number): Plan {
  const random = seeded(seed);
  const fate = fateOf(random);
  const instanceTypes = ["c7i.large", "m7i.large", "c6i.large", "g6.xlarge"];
  const subnetIds = ["subnet-a", "subnet-b", "subnet-c"];
  const pools = instanceTypes.flatMap((type) => subnetIds.map((subnet) => `${type}/${subnet}`));
  const dryCount = fate.kind === "no-capacity" || fate.kind === "ten-minutes" ? 12 : Math.floor(random() ** 2 * 12);
  const shuffled = pools.map((pool) => [random(), pool] as const).toSorted(([a], [b]) => a - b);
  const dry = new Map(
    shuffled.slice(0, dryCount).map(([, pool]) => [pool, random.chance(0.8) ? CODES[0] : random.pick(CODES)]),
  );
  const isAllDry = dryCount === 12;
  const until = fate.kind === "ten-minutes" ? 600 : Number.POSITIVE_INFINITY;
  const onDemandFallback = fate.kind === "no-capacity" ? random.chance(0.3) : random.chance(0.2);
  // A subnet without addresses takes all its pools with it, and a full quota its group: with some capacity left there is some.
  const codeOf = (pool: string): string | undefined =>
    isAllDry ? dry.get(pool) : dry.has(pool) ? CODES[0] : undefined;
  return {
    seed,
    fate,
    shape: random.pick(["undeliverable", "silent"]),
    reason: random.pick(["prompt", "late", "missing"]),
    hasLastGasp: random.chance(0.3),
    runsUserData: random.chance(0.7),
    visibleSeconds: random.pick([0, 1, 10]),
    throttled: random.pick([0, 0, 0.05, 0.25]),
    lost: random.pick([0, 0, 0.3]),
    hasCloudWatch: random.chance(0.9),
    instanceTypes,
    subnetIds,
    onDemandFallback,
    maxAttempts: random.pick([1, 2, 2, 3]),
    backoff: fate.kind === "ten-minutes" ? random.pick([20, 650]) : random.pick([0, 20]),
    slack: random.chance(0.3) ? random.between(0, 300) : undefined,
    capacity: (pool, market, seconds) => (seconds >= until || market === "on-demand" ? undefined : codeOf(pool)),
    scripts: (name, attempt) => {
      const own = seeded(seed * 31 + attempt * 7 + name.length);
      const [low, high] = SECONDS[name] ?? [1, 10];
      const exitCode = exitCodeOf(fate, name);
      const seconds = fate.kind === "too-long" && name === "workload" ? 1e6 : own.between(low, high);
      return { seconds, exitCode, printed: own.chance(0.2) ? 40_000 : 50 };
    },
  };
}

function exitCodeOf(fate: Fate, script: string): number {
  if (fate.kind === "reclaim" && script === "workload") return fate.alsoFails;
  return fate.kind === "script-fails" && fate.script === script ? fate.exitCode : 0;
}

function fateOf(random: Random): Fate {
  const phase = random.pick(PHASES);
  const delay = random.chance(0.5) ? 0 : random.between(0, 60);
  const script = random.pick(["bootstrap", "deps", "workload"]);
  const alsoFails = random.pick([0, 0, 0, 3, 137]);
  return random.pick<() => Fate>([
    () => ({ kind: "well" }),
    () => ({ kind: "script-fails", script, exitCode: random.pick([1, 2, 64, 69, 124, 137, 143]) }),
    () => ({
      kind: "reclaim",
      phase,
      attempts: random.pick([1, 1, 2, 3]),
      delay,
      notice: random.pick([0, 120, 120]),
      alsoFails,
    }),
    () => ({
      kind: "reclaim",
      phase,
      attempts: random.pick([1, 1, 2, 3]),
      delay,
      notice: random.pick([0, 120, 120]),
      alsoFails,
    }),
    () => ({ kind: "reclaim", phase, attempts: 1, delay, notice: 120, alsoFails }),
    () => ({ kind: "host-failure", phase, delay }),
    () => ({ kind: "unexplained", phase, delay }),
    () => ({ kind: "never-online" }),
    () => ({ kind: "no-capacity" }),
    () => ({ kind: "ten-minutes" }),
    () => ({ kind: "kill", phase, call: Math.floor(random.between(1, 5)), when: random.pick(["before", "after"]) }),
    () => ({ kind: "kill", phase, call: 1, when: "after" }),
    () => ({ kind: "signal", phase, delay }),
    () => ({ kind: "throttled-out" }),
    () => ({ kind: "too-long" }),
    () => ({ kind: "misfit" }),
  ])();
}
