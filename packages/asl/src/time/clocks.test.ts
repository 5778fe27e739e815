import { expect, test } from "vitest";

import { rehearsalClock, simulatedClock, wallClock } from "../index.ts";

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

test("a rehearsal clock nobody holds jumps over a year to the next timer", async () => {
  const clock = rehearsalClock({ startAt: 0 });
  await new Promise<void>((resolve) => clock.schedule(YEAR, resolve));
  expect(clock.now()).toBe(YEAR);
});

test("timers fire in the order of their instants, those of one instant in the order they were set", async () => {
  const clock = rehearsalClock({ startAt: 0 });
  const fired: string[] = [];
  clock.schedule(20, () => fired.push("b"));
  clock.schedule(10, () => fired.push("a"));
  clock.schedule(20, () => fired.push("c"));
  clock.schedule(15, () => fired.push("never"))();
  await new Promise<void>((resolve) => clock.schedule(30, resolve));
  expect(fired).toEqual(["a", "b", "c"]);
});

test("while it is held it runs at its rate instead of jumping, and jumps when the last hold is released", async () => {
  const clock = rehearsalClock({ startAt: 0, rate: 100 });
  let fired = false;
  clock.schedule(HOUR, () => (fired = true));
  const first = clock.hold();
  const second = clock.hold();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fired).toBe(false);
  expect(clock.now()).toBeGreaterThanOrEqual(4000);
  expect(clock.now()).toBeLessThan(HOUR / 2);
  first();
  first();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(fired).toBe(false);
  second();
  await new Promise<void>((resolve) => clock.schedule(HOUR, resolve));
  expect(fired).toBe(true);
});

test("a timer that comes due while the clock is held fires then", async () => {
  const clock = rehearsalClock({ startAt: 0, rate: 1000 });
  const release = clock.hold();
  await new Promise<void>((resolve) => clock.schedule(20_000, resolve));
  expect(clock.now()).toBeGreaterThanOrEqual(20_000);
  release();
});

test("work that is about to take a hold gets to take it before the clock jumps", async () => {
  const clock = rehearsalClock({ startAt: 0, rate: 1 });
  let fired = false;
  clock.schedule(HOUR, () => (fired = true));
  await Promise.resolve();
  await new Promise(setImmediate);
  const release = clock.hold();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(fired).toBe(false);
  release();
});

test("a simulated clock moves only when told, through the timers that timers set", async () => {
  const clock = simulatedClock({ startAt: 1000 });
  const fired: number[] = [];
  const again = (): void => {
    fired.push(clock.now());
    if (fired.length < 3) clock.schedule(10, again);
  };
  clock.schedule(10, again);
  await clock.advance(25);
  expect(fired).toEqual([1010, 1020]);
  expect(clock.now()).toBe(1025);
  await clock.runUntilIdle();
  expect(fired).toEqual([1010, 1020, 1030]);
  await expect(clock.advance(-1)).rejects.toThrow("does not go back");
});

test("work in simulated time takes its time from the clock, held or not", async () => {
  const clock = simulatedClock();
  const release = clock.hold();
  let finished = 0;
  clock.schedule(300_000, () => (finished = clock.now()));
  await clock.runUntilIdle();
  release();
  expect(finished).toBe(300_000);
});

test("the wall clock does not fire a timer of sixty days at once", async () => {
  const clock = wallClock();
  let fired = false;
  const cancel = clock.schedule(60 * 24 * HOUR, () => (fired = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(fired).toBe(false);
  cancel();
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
});
