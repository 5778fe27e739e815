import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import {
  type Corpus,
  differences,
  type Level,
  measuresCause,
  readRecordings,
  type Recording,
  recordingsExist,
} from "../testing/recordings/executions.ts";
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
function knownGaps(corpus: Corpus): KnownGaps {
  const file = new URL(`../testing/recordings/known-gaps-of-${corpus}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as KnownGaps;
}

/** A test per group: every execution ends as AWS's did, but for the known gaps, which are exactly these. */
function testGroups(recordings: readonly Recording[], known: KnownGaps): void {
  for (const [group, cases] of Map.groupBy(recordings, (recording) => recording.group)) {
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
}

describe.skipIf(!recordingsExist)(
  "executions recorded from AWS (skipped where ../shared/recordings is missing)",
  () => {
    const recordings = recordingsExist ? readRecordings("execution") : [];
    const known = knownGaps("corpus");
    testGroups(recordings, known);

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

describe.skipIf(!recordingsExist)(
  "a second, independent set of executions recorded from AWS (skipped where ../shared/recordings is missing)",
  () => {
    const recordings = recordingsExist ? readRecordings("execution", "corpus-2") : [];
    const known = knownGaps("corpus-2");
    testGroups(recordings, known);

    test("every known gap names a case that exists, and nearly every cause that was read is AWS's", () => {
      const ids = new Set(recordings.map(({ id }) => id));
      const gaps = Object.entries(known.executions);
      expect(gaps.map(([id]) => id).filter((id) => !ids.has(id))).toEqual([]);
      const withLevel = (level: Level): number => gaps.filter(([, { levels }]) => levels.includes(level)).length;
      expect(withLevel("outcome")).toBeLessThanOrEqual(recordings.length * 0.02);
      expect(withLevel("cause")).toBeLessThanOrEqual(recordings.filter(measuresCause).length * 0.1);
    });
  },
);
