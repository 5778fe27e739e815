import { type Fact, summaryOf, summarySchema } from "@alpha-engine/run-record";
import { describe, expect, test } from "vitest";

import { type AnsweredEvent, readRecordedHistories, recordingsExist } from "../../testing/recorded-histories.ts";
import { seeded } from "../../testing/seeded.ts";
import { readHistory, recordOfExecution } from "./index.ts";

/** Others with SEED=… */
const SEED = Number(process.env["SEED"] ?? 20_261_201);

const recorded = recordingsExist ? readRecordedHistories() : [];

/** What the events themselves say, by no more than their own names and types. */
function saidBy(events: readonly AnsweredEvent[]): unknown {
  const of = (type: RegExp): readonly AnsweredEvent[] => events.filter((event) => type.test(event.type));
  const visits = (key: string): unknown =>
    of(/State(?:Entered|Exited)$/).flatMap((event) => {
      const { name } = (event[key] ?? {}) as { readonly name?: string };
      return name === undefined ? [] : [[event.id, name, event.timestamp]];
    });
  return {
    entered: visits("stateEnteredEventDetails"),
    exited: visits("stateExitedEventDetails"),
    scheduled: of(/^(?:Task|LambdaFunction|Activity)Scheduled$/).map(({ id }) => String(id)),
    succeeded: of(/^(?:Task|LambdaFunction|Activity)Succeeded$/).length,
    failed: of(/^(?:Task|LambdaFunction|Activity)\w*(?:Failed|TimedOut)$/).length,
  };
}

function toldBy(facts: readonly Fact[]): unknown {
  const visits = (wanted: string): unknown =>
    facts.flatMap((fact) =>
      fact.type === "state" && fact.phase === wanted ? [[fact.event, fact.state, fact.at]] : [],
    );
  const attempts = (wanted: string): readonly string[] =>
    facts.flatMap((fact) => (fact.type === "attempt" && fact.phase === wanted ? [fact.id] : []));
  return {
    entered: visits("entered"),
    exited: visits("exited"),
    scheduled: attempts("scheduled"),
    succeeded: attempts("succeeded").length,
    failed: attempts("failed").length,
  };
}

describe.skipIf(!recordingsExist)("histories recorded from AWS (skipped where ../shared/recordings is missing)", () => {
  test(`each of ${recorded.length} becomes a record that says of visits, attempts and the end what its events say`, () => {
    expect(recorded.length).toBeGreaterThan(300);
    for (const { id, definition, status, events } of recorded) {
      for (const given of [definition, undefined]) {
        const facts = recordOfExecution({ history: readHistory({ events }, id), definition: given });
        expect(toldBy(facts), id).toEqual(saidBy(events));
        const summary = summaryOf(facts);
        expect([summarySchema.parse(summary), summary.status], id).toEqual([summary, status]);
        const hops = facts.filter((fact) => fact.type === "hop");
        const ends = hops.filter(({ who }) => who === "execution").map(({ error }) => error);
        const told = summary.error === "" ? null : summary.error;
        expect([...new Set(ends)], id).toEqual(/^(?:FAILED|TIMED_OUT)$/.test(status) ? [told] : []);
        for (const { name, status: how, items } of summary.states) {
          const ways = summary.hops.filter((way) => way.state === name && way.hops.length > 0);
          expect([name, ways.length], id).toEqual([name, how === "FAILED" ? (items?.failures.length ?? 1) : 0]);
        }
        for (const fact of facts)
          if (fact.type === "hop" && fact.code === null && fact.error === null) expect(fact.unknown, id).not.toBeNull();
      }
    }
  });

  test(`it is the same with large keys, nulls and milliseconds, and no blackened text is too much: seed ${SEED}`, () => {
    const random = seeded(SEED);
    for (const { id, definition, events } of recorded) {
      const history = readHistory({ events }, id);
      const told = recordOfExecution({ history, definition });
      const written = {
        Events: events.map((event) => ({ ...inLarge(event), Timestamp: Date.parse(event.timestamp) })),
      };
      expect(recordOfExecution({ history: readHistory(written, id), definition }), id).toEqual(told);
      const blackened = JSON.parse(JSON.stringify(events), (key, value: unknown) =>
        ["input", "output", "parameters", "cause", "error"].includes(key) && random() < 0.5 ? "***" : value,
      ) as unknown;
      const facts = recordOfExecution({ history: readHistory(blackened, id), definition });
      expect(facts.at(-1)?.type, `SEED=${SEED}: ${id}`).toBe("end");
    }
  });
});

/** As SDKs of other languages write an event. */
function inLarge(event: object): object {
  const large = Object.entries(event).map(([key, value]: [string, unknown]) => [
    `${key[0]?.toUpperCase()}${key.slice(1)}`,
    typeof value === "object" && value !== null ? inLarge(value) : value,
  ]);
  return { ActivityFailedEventDetails: null, StateEnteredEventDetails: null, ...Object.fromEntries(large) } as object;
}
