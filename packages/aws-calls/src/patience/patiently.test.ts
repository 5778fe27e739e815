import { expect, test } from "vitest";

import { backOff } from "./back-off.ts";
import { type PatienceOptions, patiently } from "./patiently.ts";

const named = (name: string, more: object = {}) => Object.assign(new Error(name), { name, ...more });
const THROTTLED = named("ThrottlingException");
const LOST = named("TimeoutError");
const DENIED = named("AccessDeniedException");
const SKEWED = named("RequestTimeTooSkewed");

/** Fails as it is told, then answers; says how often it was asked and how long was waited. */
async function ask(failures: readonly Error[], options: PatienceOptions = {}) {
  const left = [...failures];
  const waits: number[] = [];
  let calls = 0;
  const call = async () => {
    calls += 1;
    const failure = left.shift();
    if (failure !== undefined) throw failure;
    return "answer";
  };
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  const [outcome] = await Promise.allSettled([patiently(call, options, { sleep, random: () => 0.5, now: () => 0 })]);
  return { outcome: outcome.status === "fulfilled" ? outcome.value : (outcome.reason as Error), calls, waits };
}

test("what was refused for now is asked again, with pauses that grow", async () => {
  const asked = await ask([THROTTLED, THROTTLED, THROTTLED], { first: 1 });
  expect(asked).toEqual({ outcome: "answer", calls: 4, waits: [1000, 2000, 4000] });
});

test("what is refused for good is thrown as it came", async () => {
  expect(await ask([THROTTLED, DENIED])).toMatchObject({ outcome: DENIED, calls: 2 });
});

test("what the refusal itself mends is asked again at once", async () => {
  expect(await ask([SKEWED])).toEqual({ outcome: "answer", calls: 2, waits: [0] });
});

test("an answer that was lost is asked for again only where that does no harm", async () => {
  expect(await ask([LOST])).toMatchObject({ outcome: "answer", calls: 2 });
  expect(await ask([LOST], { idempotent: false })).toMatchObject({ outcome: LOST, calls: 1 });
  expect(await ask([THROTTLED], { idempotent: false })).toMatchObject({ outcome: "answer", calls: 2 });
});

test("patience ends, and the last error is what is thrown", async () => {
  const { outcome, waits } = await ask(
    Array.from({ length: 99 }, () => THROTTLED),
    { patience: "10s", first: 1, longest: 4 },
  );
  expect(outcome).toBe(THROTTLED);
  expect(waits).toEqual([1000, 2000, 4000]);
});

test("tries count the first", async () => {
  expect(await ask([THROTTLED, THROTTLED], { tries: 2 })).toMatchObject({ outcome: THROTTLED, calls: 2 });
  expect(await ask([THROTTLED], { tries: 1 })).toMatchObject({ outcome: THROTTLED, calls: 1, waits: [] });
});

test("a signal ends it in the middle of a pause", async () => {
  const stop = new AbortController();
  const call = () => Promise.reject(THROTTLED);
  const asking = patiently(call, {
    first: "1h",
    longest: "1h",
    patience: "1d",
    signal: stop.signal,
    onRetry: () => stop.abort(),
  });
  await expect(asking).rejects.toBe(THROTTLED);
});

test("the caller decides otherwise, and is told of each pause", async () => {
  const told: string[] = [];
  const options: PatienceOptions = {
    isWorthRepeating: ({ kind }) => kind === "denied",
    onRetry: ({ kind }, milliseconds) => told.push(`${kind} ${milliseconds}`),
  };
  expect(await ask([DENIED, THROTTLED], options)).toMatchObject({ outcome: THROTTLED, calls: 2 });
  expect(told).toEqual(["denied 200"]);
});

test("the time of calls that take long counts, too", async () => {
  let now = 0;
  let calls = 0;
  const call = () => {
    calls += 1;
    now += 30_000;
    return Promise.reject(LOST);
  };
  const asking = patiently(call, { patience: 60, first: 0 }, { now: () => now, sleep: async () => {} });
  await expect(asking).rejects.toBe(LOST);
  expect(calls).toBe(3);
});

test("a pause is jittered by half either way, and bounded", () => {
  expect([backOff(0, {}, () => 0), backOff(0, {}, () => 0.999_999)].map(Math.round)).toEqual([100, 300]);
  expect(backOff(2000, { longest: 20 }, () => 0.5)).toBe(20_000);
});
