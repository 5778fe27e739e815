/** @module-tag slow */
import { expect, test } from "vitest";

import { checkPairs, hasDefects } from "../testing/defects.ts";
import { EXPECTATIONS, NOTES } from "../testing/expectations.ts";

test.skipIf(!hasDefects)(
  "of the shipped defects that a definition shows, at least 44 of 48 are found in the broken one and no longer in the mended one (skipped where ../shared/definitions is missing)",
  { timeout: 120_000 },
  async () => {
    const outcomes = await checkPairs(EXPECTATIONS, NOTES);
    const missed = outcomes.filter(({ detect, found }) => detect === "i" && !found).map(({ id }) => id);
    expect(missed).toEqual(["A33-eod-two-sources", "B35-notify-not-total"]);
    expect(outcomes.filter(({ found }) => found).length).toBeGreaterThanOrEqual(60);
  },
);
