import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Interrupted, type Interruption, interruptionBy, orNothing, WITHIN } from "./interruption.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = (): Promise<never> => new Promise(() => {});
const BEGINNING = ["read", "cloud", "plant", "stage"] as const;
const END = ["execution", "powerDown", "logs", "stop"] as const;

/** What a rehearsal does, in its order; each takes a second, or, from `hangs` on, for ever. */
async function rehearsal(interruption: Interruption, hangs: string): Promise<void> {
  let isHanging = false;
  const work = (stage: string) => async (): Promise<void> => {
    isHanging ||= stage === hangs;
    await (isHanging ? never() : new Promise((resolve) => setTimeout(resolve, 1000)));
  };
  await orNothing(
    (async () => {
      for (const stage of BEGINNING) await interruption.begin(stage, work(stage));
    })(),
  );
  for (const stage of END) await interruption.finish(stage, WITHIN[stage], work(stage));
}

test.each([...BEGINNING, ...END])("from %s on everything may hang: it ends 1.1 s after the signal", async (hangs) => {
  for (const at of [0, 1, 500, 999, 1500, 2500, 3500, 4500, 5500, 6500, 7500]) {
    const controller = new AbortController();
    using interruption = interruptionBy(controller.signal);
    let endedAt: number | undefined;
    const started = performance.now();
    void rehearsal(interruption, hangs).then(() => (endedAt = performance.now() - started));
    await vi.advanceTimersByTimeAsync(at);
    controller.abort();
    await vi.advanceTimersByTimeAsync(WITHIN.stop);
    expect([hangs, at, endedAt !== undefined]).toEqual([hangs, at, true]);
  }
  expect(WITHIN.stop).toBeLessThan(1400);
});

test("what began before the signal and comes later is undone", async () => {
  const controller = new AbortController();
  using interruption = interruptionBy(controller.signal);
  const { promise, resolve } = Promise.withResolvers<string>();
  const undo = vi.fn<(late: string) => void>();
  const begun = interruption.begin("its cloud started", () => promise, undo);
  controller.abort();
  await expect(begun).rejects.toThrow(Interrupted);
  expect(interruption.during()).toBe("its cloud started");
  resolve("a cloud");
  await vi.waitFor(() => expect(undo).toHaveBeenCalledWith("a cloud"));
});
