import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { differences, type Level, readRecordings, recordingsExist } from "../testing/recordings/executions.ts";
import { readTestStateRecordings, testStateDifferences } from "../testing/recordings/test-states.ts";
import { type MachineType, parse } from "./index.ts";

interface Gap {
  /** At which levels the case differs from the recording. */
  readonly levels: readonly Level[];
  readonly reason: string;
}
interface KnownGaps {
  readonly executions: Readonly<Record<string, Gap>>;
  /** Reasons, by case. */
  readonly testStates: Readonly<Record<string, string>>;
  readonly validations: Readonly<Record<string, string>>;
}
const known = JSON.parse(
  readFileSync(new URL("../testing/recordings/known-gaps.json", import.meta.url), "utf8"),
) as KnownGaps;

describe.skipIf(!recordingsExist)(
  "executions recorded from AWS (skipped where ../shared/recordings is missing)",
  () => {
    const recordings = recordingsExist ? readRecordings("execution") : [];
    const groups = Map.groupBy(recordings, ({ group }) => group);

    for (const [group, cases] of groups) {
      test(`${group}: ${cases.length} executions end as AWS's did, or are known gaps`, async () => {
        const found: Record<string, readonly Level[]> = {};
        for (const recording of cases) {
          const levels = await differences(recording);
          if (levels.length > 0) found[recording.id] = levels;
        }
        const expected = Object.fromEntries(
          cases.flatMap(({ id }) => (known.executions[id] === undefined ? [] : [[id, known.executions[id].levels]])),
        );
        expect(found).toEqual(expected);
      });
    }

    test("every known gap names a case that exists", () => {
      const ids = new Set(recordings.map(({ id }) => id));
      expect(Object.keys(known.executions).filter((id) => !ids.has(id))).toEqual([]);
    });

    test("single states are tested as TestState does, in result, inspection data and exceptions, but for known gaps", async () => {
      const wrong: string[] = [];
      for (const recording of readTestStateRecordings())
        if ((await testStateDifferences(recording)).length > 0) wrong.push(recording.id);
      expect(wrong.sort()).toEqual(Object.keys(known.testStates).sort());
    });

    test("definitions are accepted and refused as CreateStateMachine does, but for known gaps", () => {
      const wrong = readRecordings("validation")
        .map(
          (recording) =>
            recording as unknown as {
              id: string;
              definition?: unknown;
              definitionText?: string;
              machineType?: MachineType;
              expectValid: boolean;
            },
        )
        .filter(
          ({ definition, definitionText, machineType = "STANDARD", expectValid }) =>
            parse(definition ?? definitionText, { machineType }).ok !== expectValid,
        )
        .map(({ id }) => id);
      expect(wrong.sort()).toEqual(Object.keys(known.validations).sort());
    });
  },
);
