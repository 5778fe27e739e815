import { describe, expect, test } from "vitest";

import { hasWordsOf, problemsWith, readVerdicts, type Verdict, verdictsExist } from "../testing/verdicts/verdicts.ts";

describe.skipIf(!verdictsExist)("AWS's verdicts (skipped where ../shared/recordings is missing)", () => {
  const verdicts = verdictsExist ? readVerdicts() : [];

  for (const [area, items] of Map.groupBy(verdicts, (verdict) => verdict.area)) {
    test(`${area}: a definition is accepted and refused as AWS does`, () => {
      const wrong = items.filter((verdict) => (problemsWith(verdict).length === 0) !== verdict.expectValid);
      expect(wrong.map(sentence)).toEqual([]);
    });

    test(`${area}: a refusal has AWS's code and words`, () => {
      const told = items.filter(({ message }) => message !== undefined);
      expect(told.filter((verdict) => !hasWordsOf(verdict, problemsWith(verdict))).map(sentence)).toEqual([]);
    });
  }
});

function sentence(verdict: Verdict): string {
  const { id, rule, kind, message } = verdict;
  const said = problemsWith(verdict).map((problem) => problem.message);
  return `${rule}, ${id}: ${kind}; ${message ?? "accepted"}; parse: ${said.join(", ") || "accepted"}`;
}
