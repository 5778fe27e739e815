import { expect, test } from "vitest";

import { runPlan } from "../../testing/simulation/run-plan.ts";

/** `pnpm prove` makes five thousand. */
const SEEDS = 200;

test(
  `in ${SEEDS} simulated runs with faults every verdict is right, nothing is left alive or staged, every code is kept`,
  { timeout: 120_000 },
  async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const proven = await runPlan(seed);
      wrong.push(...proven.wrong.map((each) => `seed ${seed}: ${each}`));
    }
    expect(wrong).toEqual([]);
  },
);

test("a run is a function of its seed", async () => {
  const told = async (seed: number): Promise<string> => JSON.stringify((await runPlan(seed)).run.events);
  for (const seed of [3, 17, 40, 55]) expect(await told(seed)).toBe(await told(seed));
});
