/** What becomes of a call, by the name of the fault. */
export type WireFault = "throttled" | "out of order" | "reset" | "answer lost";

/** What happens to the instance, its agent, or the command on it. */
export type Fate =
  | "lives"
  | "reclaimed"
  | "reclaimed in silence"
  | "terminated"
  | "agent away"
  | "agent gone"
  | "called undeliverable"
  | "refused by the node";

/** One run with everything that goes wrong in it: a function of its seed. */
export interface Plan {
  readonly seed: number;
  /** The script's own end, and what it prints before. `overruns`: it would not end within its timeout. */
  readonly end: { readonly kind: "exit" | "signal" | "overruns"; readonly code: number };
  /** Of this machine's time. */
  readonly milliseconds: number;
  readonly lines: { readonly stdout: number; readonly stderr: number };
  readonly guarded: boolean;
  readonly live: boolean;
  readonly bucket: boolean;
  /** Calls by name, each with what befalls its first requests. */
  readonly faults: Readonly<Record<string, readonly (WireFault | undefined)[]>>;
  /** How many looks find no invocation. */
  readonly missing: number;
  readonly s3: "up" | "late" | "down" | "upload refused";
  readonly fate: Fate;
  /** Milliseconds after SSM accepted it. */
  readonly cancelAfter: number | undefined;
  /** How far the cloud's clock is ahead of the dispatcher's, in seconds. */
  readonly skew: (typeof SKEWS)[number];
}

export const SKEWS = [0, 100, -3600] as const;
const FATES: readonly Fate[] = [
  ...Array.from({ length: 17 }, () => "lives" as const),
  "reclaimed",
  "reclaimed in silence",
  "terminated",
  "agent away",
  "agent gone",
  "called undeliverable",
  "refused by the node",
];
/** What a send does not survive without a guard. */
const AMBIGUOUS: readonly WireFault[] = ["out of order", "reset", "answer lost"];

export function planOf(seed: number): Plan {
  const random = mulberry32(seed);
  const chance = (share: number): boolean => random() < share;
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const burst = (share: number, most: number, kinds: readonly WireFault[]): readonly (WireFault | undefined)[] => {
    if (!chance(share)) return [];
    const quiet = Array.from({ length: upTo(2) }, () => undefined);
    return [...quiet, ...Array.from({ length: 1 + upTo(most - 1) }, () => pick(kinds))];
  };
  const anything: readonly WireFault[] = ["throttled", ...AMBIGUOUS];
  return {
    seed,
    end: pick([
      { kind: "exit", code: 0 },
      { kind: "exit", code: 0 },
      { kind: "exit", code: pick([1, 2, 64, 69, 124, 137, 255]) },
      { kind: "signal", code: pick([137, 143]) },
      { kind: chance(0.3) ? "overruns" : "exit", code: 3 },
    ] as const),
    milliseconds: pick([0, 0, upTo(150), upTo(400)]),
    lines: pick([
      { stdout: 0, stderr: 0 },
      { stdout: upTo(50), stderr: upTo(50) },
      { stdout: 6000 + upTo(9000), stderr: upTo(10) },
      { stdout: upTo(10), stderr: 2000 + upTo(3000) },
    ]),
    guarded: chance(0.4),
    live: chance(0.25),
    bucket: chance(0.7),
    faults: {
      // A burst that is over within the grace of a send; what is ambiguous comes by itself, so that its end is known.
      SendCommand: chance(0.8) ? burst(0.4, 4, ["throttled"]) : [pick(AMBIGUOUS)],
      GetCommandInvocation: burst(0.5, 5, anything),
      CancelCommand: burst(0.4, 3, anything),
      DescribeInstances: burst(0.3, 4, anything),
      GetLogEvents: burst(0.3, 4, anything),
      ListCommands: [],
    },
    missing: pick([0, 0, upTo(12)]),
    s3: pick(["up", "up", "up", "late", "down", "upload refused"]),
    fate: pick(FATES),
    cancelAfter: chance(0.12) ? upTo(300) : undefined,
    skew: pick(SKEWS),
  };
}

/** A small generator with a seed (public domain, by Tommy Ettinger). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
