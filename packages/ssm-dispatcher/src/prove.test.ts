/** @module-tag slow */
import { expect, test } from "vitest";

import { prove } from "../testing/prove/prove.ts";

/** `pnpm run prove` makes a thousand. */
const RUNS = 36;

test(
  `in ${RUNS} runs with faults no verdict is wrong, no script runs twice, nothing is left, every byte is accounted for`,
  { timeout: 120_000 },
  async () => {
    const { runs, left, broken } = await prove({ runs: RUNS, seed: 1, atOnce: 6 });
    expect(broken).toEqual([]);
    expect(runs).toHaveLength(RUNS);
    expect(runs.flatMap(({ plan, wrong }) => wrong.map((each) => `seed ${plan.seed}: ${each}`))).toEqual([]);
    expect(left).toEqual([]);
  },
);
