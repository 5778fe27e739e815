import * as fc from "fast-check";
import { expect, test } from "vitest";

import {
  advance,
  type Effect,
  type Execution,
  type ExecutionEvent,
  type JsonObject,
  type JsonValue,
  type Machine,
  parse,
  redrive,
  redriveStatus,
  start,
} from "../index.ts";

const TASK = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:111111111111:function:work" };

/** JSON as it comes from JSON text: without a negative zero. */
const json: fc.Arbitrary<JsonValue> = fc
  .json()
  .map((text) => JSON.parse(JSON.stringify(JSON.parse(text))) as JsonValue);

/** One state of any type; names are made unique by `name`. */
function stateOf(name: string, depth: number): fc.Arbitrary<JsonObject> {
  const path = fc.constantFrom("$", "$.a", "$.a[0]", "$.b[*]", "$$.State.Name", "$$.nobody");
  const plain: fc.Arbitrary<JsonObject>[] = [
    fc.record({ InputPath: path, OutputPath: path }).map((io) => ({ Type: "Pass", ...io })),
    fc
      .record({ ResultPath: fc.constantFrom("$", "$.a", "$.a.b", "$.a[0]", null), value: json })
      .map(({ ResultPath, value }) => ({ Type: "Pass", ResultPath, Result: value })),
    fc
      .constantFrom("States.Format('{}', $.a)", "States.ArrayLength($.b)", "States.UUID()", "States.MathAdd($.a, 1)")
      .map((call) => ({ Type: "Pass", Parameters: { "x.$": call } })),
    fc.record({ Seconds: fc.nat(5) }).map((wait) => ({ Type: "Wait", ...wait })),
    fc
      .record({
        Next: fc.constant("End"),
        error: fc.constantFrom("States.ALL", "Flaky", "States.TaskFailed"),
        tries: fc.nat(2),
      })
      .map(({ Next, error, tries }) => ({
        ...TASK,
        TimeoutSeconds: 5,
        HeartbeatSeconds: 2,
        Retry: [{ ErrorEquals: [error], MaxAttempts: tries, JitterStrategy: "FULL" }],
        Catch: [{ ErrorEquals: [error], Next: `${Next}${name}` }],
      })),
    fc.constant({
      Type: "Choice",
      Choices: [{ Variable: "$.a", IsPresent: true, Next: `End${name}` }],
      Default: `End${name}`,
    }),
  ];
  if (depth === 0) return fc.oneof(...plain);
  const nested: fc.Arbitrary<JsonObject>[] = [
    fc
      .tuple(scopeOf(`${name}l`, depth - 1), scopeOf(`${name}r`, depth - 1))
      .map((Branches) => ({ Type: "Parallel", Branches })),
    scopeOf(`${name}m`, depth - 1).map((scope) => ({
      Type: "Map",
      ItemsPath: "$.b",
      MaxConcurrency: 2,
      ItemProcessor: scope,
    })),
    scopeOf(`${name}d`, depth - 1).map((scope) => ({
      Type: "Map",
      ToleratedFailureCount: 1,
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON", MaxItems: 3 },
        Parameters: { Bucket: "b", Key: "k" },
      },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
      ItemProcessor: { ...scope, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } },
    })),
  ];
  return fc.oneof(...plain, ...nested);
}

function scopeOf(name: string, depth: number): fc.Arbitrary<JsonObject> {
  return fc.tuple(stateOf(`${name}1`, depth), stateOf(`${name}2`, depth)).map(([first, second]) => {
    const next = (state: JsonObject, Next: string): JsonObject =>
      state["Type"] === "Choice" ? state : { ...state, Next };
    const end = { Type: "Succeed" };
    return {
      StartAt: `One${name}`,
      States: {
        [`One${name}`]: next(first, `Two${name}`),
        [`End${name}1`]: { Type: "Pass", Next: `Two${name}` },
        [`Two${name}`]: next(second, `End${name}2`),
        [`End${name}2`]: end,
      },
    };
  });
}

const machines: fc.Arbitrary<Machine> = scopeOf("x", 2).map(reachablePart);

/** The machine without the states that nothing names. */
function reachablePart(definition: JsonObject): Machine {
  const parsed = parse(definition);
  if (parsed.ok) return parsed.machine;
  const other = parsed.problems.filter(({ code }) => code !== "UNREACHABLE_STATE");
  if (other.length > 0) throw new Error(JSON.stringify(other));
  return reachablePart(
    parsed.problems.reduce((current, { pointer }) => removed(current, pointer.split("/").slice(1)), definition),
  );
}

function removed(value: JsonObject, [key = "", ...rest]: readonly string[]): JsonObject {
  const copy: Record<string, JsonValue> = Array.isArray(value)
    ? ([...(value as JsonValue[])] as unknown as Record<string, JsonValue>)
    : { ...value };
  if (rest.length === 0) delete copy[key];
  else copy[key] = removed(copy[key] as JsonObject, rest);
  return copy;
}

const times = fc.nat(10_000);
const ids = fc.nat(30).map(String);
const events: fc.Arbitrary<ExecutionEvent> = fc.oneof(
  fc.record({ type: fc.constant("wake" as const), id: ids, at: times }),
  fc.record({
    type: fc.constant("task-succeeded" as const),
    id: ids,
    output: json,
    at: times,
  }),
  fc.record({
    type: fc.constant("task-failed" as const),
    id: ids,
    error: fc.constantFrom("Flaky", "Other", "States.Runtime"),
    at: times,
  }),
  fc.record({ type: fc.constant("task-timed-out" as const), id: ids, at: times }),
  fc.record({ type: fc.constant("task-heartbeat" as const), id: ids, at: times }),
  fc.record({ type: fc.constant("task-started" as const), id: ids, at: times }),
  fc.record({ type: fc.constant("task-submitted" as const), id: ids, output: json, at: times }),
  fc.record({
    type: fc.constant("s3-answered" as const),
    id: ids,
    answer: fc.oneof(
      fc.record({ kind: fc.constant("done" as const), body: fc.oneof(fc.constant("[1,2,3]"), fc.string()) }),
      fc.record({ kind: fc.constant("failed" as const), cause: fc.string() }),
    ),
    at: times,
  }),
  fc.record({ type: fc.constant("evaluated" as const), id: ids, answers: fc.constant([]), at: times }),
);
const input = { a: 1, b: [1, { a: 2 }, "three"] };

test("whatever happens in whatever order, an execution takes it without throwing and stays a JSON value", () => {
  fc.assert(
    fc.property(machines, fc.array(events, { maxLength: 40 }), fc.integer(), (machine, happened, seed) => {
      let [execution] = start(machine, input, { at: 0, seed });
      for (const event of happened) {
        const before = JSON.stringify(execution);
        const [next] = advance(machine, execution, event);
        expect(JSON.stringify(execution)).toBe(before);
        expect(JSON.parse(JSON.stringify(next))).toEqual(next);
        execution = next;
      }
      if (redriveStatus(execution, execution.now).status === "REDRIVABLE") {
        const before = JSON.stringify(execution);
        const [again] = redrive(machine, JSON.parse(before) as Execution, { at: execution.now });
        expect(again).toEqual(redrive(machine, execution, { at: execution.now })[0]);
        expect(JSON.stringify(execution)).toBe(before);
      }
    }),
    { numRuns: 150 },
  );
});

test("an execution that is stored and read back between any two events leaves the same history", () => {
  fc.assert(
    fc.property(machines, fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (machine, outcomes) => {
      expect(drive(machine, outcomes, true)).toEqual(drive(machine, outcomes, false));
    }),
    { numRuns: 150 },
  );
});

/** Answers every effect in turn, tasks by the list of outcomes, and collects the history. */
function drive(
  machine: Machine,
  outcomes: readonly boolean[],
  stored: boolean,
): { execution: Execution; history: unknown[] } {
  const history: unknown[] = [];
  let [execution, effects] = start(machine, input, { at: 0, seed: 7 });
  const open: Effect[] = [...effects];
  for (let done = 0; open.length > 0 && done < 500; done++) {
    const effect = open.shift();
    if (effect?.type === "history") history.push(effect.event);
    if (effect?.type !== "task" && effect?.type !== "wake" && effect?.type !== "s3") continue;
    if (stored) execution = JSON.parse(JSON.stringify(execution)) as Execution;
    const at = execution.now;
    const event: ExecutionEvent =
      effect.type === "wake"
        ? { type: "wake", id: effect.id, at: effect.at }
        : effect.type === "s3"
          ? { type: "s3-answered", id: effect.id, answer: { kind: "done", body: '[{"a":1},2,3,4]' }, at }
          : outcomes[done % outcomes.length] === true
            ? { type: "task-succeeded", id: effect.id, output: { a: [done] }, at }
            : { type: "task-failed", id: effect.id, error: "Flaky", at };
    [execution, effects] = advance(machine, execution, event);
    open.push(...effects);
  }
  return { execution, history };
}
