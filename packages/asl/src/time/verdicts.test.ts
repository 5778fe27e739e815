import { expect, test } from "vitest";

import { type SimulatedWall, simulatedWall } from "../../testing/simulated-wall.ts";
import { nextRandom } from "../random.ts";
import type { Clock } from "./clock.ts";
import { rehearsalClock } from "./rehearsal-clock.ts";

const PLANS = Number(process.env["CLOCK_PLANS"] ?? 1000);

/** What a branch does, in milliseconds; work takes real time, everything else the clock's. */
type Step =
  | { readonly kind: "work"; readonly real: number; readonly limit: number }
  /** Work that is started, and looked after every so often so many times at most. */
  | { readonly kind: "polled"; readonly real: number; readonly every: number; readonly times: number }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "latency"; readonly ms: number };

interface Plan {
  readonly branches: readonly (readonly Step[])[];
  /** Of the whole. */
  readonly budget: number;
}

type Verdict = readonly string[];

test("what times out, gives up or overruns is what does at the wall's pace, and nothing else", () => {
  let stricter = 0;
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const plan = randomPlan(seed, ["work", "polled", "wait"]);
    const atWallPace = run(plan, 1);
    const byDefault = run(plan);
    expect(byDefault.verdict, `seed ${seed}`).toEqual(atWallPace.verdict);
    expect(byDefault.wallMs, `seed ${seed}`).toBeLessThanOrEqual(atWallPace.wallMs);
    if (run(plan, 60).verdict.join() !== atWallPace.verdict.join()) stricter += 1;
  }
  // The plans are such that a clock that runs away from the work is found out.
  expect(stricter).toBeGreaterThan(PLANS / 10);
});

test("latencies beside work cost a sixtieth of their time, and let nothing time out that would not have", () => {
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const plan = randomPlan(seed, ["work", "polled", "latency"]);
    const atWallPace = run(plan, 1);
    const byDefault = run(plan);
    for (const [index, said] of byDefault.verdict.entries()) {
      if (said !== "done") expect(atWallPace.verdict[index], `seed ${seed}, branch ${index}`).not.toBe("done");
    }
    expect(byDefault.wallMs, `seed ${seed}`).toBeLessThanOrEqual(longestBranch(plan));
  }
});

test("work is ended by its limit when it has really lasted so long, and not before", () => {
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const { branches } = randomPlan(seed, ["work"]);
    const { verdict } = run({ branches, budget: Infinity });
    const inTime = branches.map((steps) => steps.every((step) => step.kind !== "work" || step.real < step.limit));
    expect(
      verdict.slice(0, -1).map((said) => said === "done"),
      `seed ${seed}`,
    ).toEqual(inTime);
  }
});

test("waiting alone takes no real time", () => {
  for (let seed = 1; seed <= PLANS; seed += 1) expect(run(randomPlan(seed, ["wait", "latency"])).wallMs).toBe(0);
});

function run(plan: Plan, rate?: number): { readonly verdict: Verdict; readonly wallMs: number } {
  const wall = simulatedWall();
  const clock = rehearsalClock({ startAt: 0, ...(rate === undefined ? {} : { rate }) }, wall);
  const verdict = plan.branches.map(() => "running");
  let open = plan.branches.length;
  let over = "in time";
  let endedAt = 0;
  const cancelBudget = clock.schedule(Math.min(plan.budget, 1e12), () => (over = "overran"));
  plan.branches.forEach((steps, branch) =>
    follow(steps, { clock, wall }, (said) => {
      verdict[branch] = said;
      open -= 1;
      if (open > 0) return;
      endedAt = wall.now();
      cancelBudget();
    }),
  );
  wall.run();
  return { verdict: [...verdict, over], wallMs: endedAt };
}

function follow(
  [step, ...rest]: readonly Step[],
  world: { readonly clock: Clock; readonly wall: SimulatedWall },
  end: (said: string) => void,
): void {
  const { clock, wall } = world;
  if (step === undefined) return end("done");
  const next = (): void => follow(rest, world, end);
  if (step.kind === "wait") return void clock.schedule(step.ms, next);
  if (step.kind === "latency") return void clock.schedule(step.ms, next, { latency: true });
  const release = clock.hold();
  if (step.kind === "work") {
    let disarm = (): void => {};
    const finish = wall.schedule(step.real, () => {
      disarm();
      next();
      release();
    });
    disarm = clock.schedule(step.limit, () => {
      finish();
      end("timed out");
      release();
    });
    return;
  }
  let ended = false;
  wall.schedule(step.real, () => {
    ended = true;
    release();
  });
  const look = (left: number): void => {
    if (ended) next();
    else if (left === 0) end("gave up");
    else clock.schedule(step.every, () => look(left - 1));
  };
  look(step.times);
}

function randomPlan(seed: number, kinds: readonly Step["kind"][]): Plan {
  let state = seed * 7919;
  const random = (below: number): number => {
    const { value, seed: next } = nextRandom(state);
    state = next;
    return Math.floor(value * below);
  };
  /** Never on the instant of a limit: there the two may come in any order. */
  const real = (): number => 100 * (1 + random(100)) + 50;
  const step = (): Step => {
    const kind = kinds[random(kinds.length)] ?? "wait";
    if (kind === "work") return { kind, real: real(), limit: 1000 * (1 + random(30)) };
    if (kind === "polled") return { kind, real: real(), every: 500 * (1 + random(6)), times: 1 + random(8) };
    return { kind, ms: 100 * random(kind === "wait" ? 300 : 60) };
  };
  const steps = (): Step[] => Array.from({ length: 1 + random(4) }, step);
  return { branches: Array.from({ length: 1 + random(4) }, steps), budget: 2000 * (1 + random(40)) };
}

function longestBranch({ branches }: Plan): number {
  const real = (step: Step): number => {
    if (step.kind === "latency") return step.ms / 60 + 1;
    // Work that is given up on runs on; what polls sees its end one turn later.
    return step.kind === "wait" ? 0 : step.real + (step.kind === "polled" ? step.every : 1);
  };
  return branches.map((steps) => steps.map(real).reduce((one, other) => one + other, 0)).reduce((a, b) => a + b, 0);
}
