import { expect, test } from "vitest";

import { type SimulatedWall, simulatedWall } from "../../testing/simulated-wall.ts";
import { nextRandom } from "../random.ts";
import type { Clock } from "./clock.ts";
import { type Outsiders, outsiders } from "./outsiders.ts";
import { rehearsalClock } from "./rehearsal-clock.ts";

const PLANS = Number(process.env["CLOCK_PLANS"] ?? 1000);
const MINUTE = 60_000;

test("a task that a worker would have taken in time at the wall's pace is taken in time", () => {
  let timedOut = 0;
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const plan = randomPlan(seed, MINUTE);
    const atWallPace = run(plan, 1);
    const byDefault = run(plan);
    expect(byDefault.verdict, `seed ${seed}`).toEqual(atWallPace.verdict);
    expect(byDefault.wallMs, `seed ${seed}`).toBeLessThanOrEqual(atWallPace.wallMs);
    timedOut += atWallPace.verdict.filter((said) => said === "timed out").length;
  }
  // The plans are such that limits strike, at the wall's pace too.
  expect(timedOut).toBeGreaterThan(PLANS / 10);
});

test("whoever stays away for a real minute is waited for no longer, however many tasks wait and how long", () => {
  for (let seed = 1; seed <= PLANS; seed += 1) {
    const { tasks } = randomPlan(seed, MINUTE);
    const { verdict, wallMs } = run({ tasks: tasks.map((task) => ({ ...task, limit: 1000 * MINUTE })), polls: [] });
    expect(new Set(verdict), `seed ${seed}`).toEqual(new Set(["timed out"]));
    expect(wallMs, `seed ${seed}`).toBeLessThanOrEqual(MINUTE);
  }
});

test("one that is there holds the clock for as long as it is, and a minute longer", () => {
  const wall = simulatedWall();
  const clock = rehearsalClock({ startAt: 0 }, wall);
  const { expect: wait, present } = outsiders(clock, wall);
  const leave = present("work");
  const stop = wait("work");
  let firedAt = 0;
  clock.schedule(100 * MINUTE, () => (firedAt = wall.now()));
  wall.schedule(5 * MINUTE, () => {
    leave();
    leave();
  });
  wall.run();
  expect(firedAt).toBe(6 * MINUTE);
  stop();
});

/** Tasks come one after the other; a worker looks for one at each of its polls, and then works. */
interface Plan {
  readonly tasks: readonly { readonly wait: number; readonly limit: number; readonly work: number }[];
  /** How long it stays away before each. */
  readonly polls: readonly number[];
}

function run(plan: Plan, rate?: number): { readonly verdict: readonly string[]; readonly wallMs: number } {
  const wall = simulatedWall();
  const clock = rehearsalClock({ startAt: 0, ...(rate === undefined ? {} : { rate }) }, wall);
  // At the wall's pace everything holds it.
  const always = rate === 1 ? clock.hold() : () => {};
  const others = outsiders(clock, wall);
  const verdict: string[] = [];
  const offered: (() => number)[] = [];
  let endedAt = 0;
  const visit = ([pause, ...rest]: readonly number[]): void => {
    if (pause === undefined || verdict.length === plan.tasks.length) return;
    wall.schedule(pause, () => {
      others.seen("work");
      const work = offered.shift()?.() ?? 0;
      wall.schedule(work, () => {
        others.seen("work");
        visit(rest);
      });
    });
  };
  visit(plan.polls);
  next(plan.tasks, { wall, clock, others, offered }, (said) => {
    verdict.push(said);
    endedAt = wall.now();
    if (verdict.length === plan.tasks.length) always();
  });
  wall.run();
  return { verdict, wallMs: endedAt };
}

interface World {
  readonly wall: SimulatedWall;
  readonly clock: Clock;
  readonly others: Outsiders;
  readonly offered: (() => number)[];
}

function next([task, ...rest]: Plan["tasks"], world: World, end: (said: string) => void): void {
  if (task === undefined) return;
  const { wall, clock, others, offered } = world;
  clock.schedule(task.wait, () => {
    const stop = others.expect("work");
    const over = (said: string): void => {
      end(said);
      next(rest, world, end);
    };
    const cancel = clock.schedule(task.limit, () => {
      offered.splice(offered.indexOf(take), 1);
      over("timed out");
      stop();
    });
    const take = (): number => {
      cancel();
      const release = clock.hold();
      stop();
      wall.schedule(task.work, () => {
        over("done");
        release();
      });
      return task.work;
    };
    offered.push(take);
  });
}

/** A worker that comes back within `within`; never on the instant of a limit: there the two may come in any order. */
function randomPlan(seed: number, within: number): Plan {
  let state = seed * 104_729;
  const random = (below: number): number => {
    const { value, seed: following } = nextRandom(state);
    state = following;
    return Math.floor(value * below);
  };
  const tasks = Array.from({ length: 1 + random(5) }, () => ({
    wait: 0,
    limit: 1000 * (1 + random(90)),
    work: 1000 * random(200) + 100,
  }));
  return { tasks, polls: Array.from({ length: 40 }, () => 10 * (1 + random((within - 20) / 10)) + 1) };
}
