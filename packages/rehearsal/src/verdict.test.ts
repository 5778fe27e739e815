import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type JsonValue, rehearsalClock, TaskFailure, type TaskRequest } from "@alpha-engine/asl";
import { type LocalCloud, startLocalCloud } from "@alpha-engine/local-cloud";
import { readRecord, type Summary, summaryOf } from "@alpha-engine/run-record";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type RandomDefinition, randomDefinition } from "../testing/random-definition.ts";
import { seeded } from "../testing/seeded.ts";
import { Tracker } from "./history/tracker.ts";
import { workStates } from "./history/work-states.ts";
import { concludeRecord } from "./record/conclude-record.ts";
import { EventTeller } from "./record/facts-of-event.ts";
import { startRecord } from "./record/record.ts";
import { readHistory, recordOfExecution } from "./report/index.ts";
import { ownExecution, runExecution } from "./run/run-execution.ts";
import { nothingSeen } from "./run/seen.ts";
import { clientConfig } from "./stage/clients.ts";

/** More of them with VERDICTS=1000, others with SEED=… */
const RUNS = Number(process.env["VERDICTS"] ?? 30);
const SEED = Number(process.env["SEED"] ?? 20_261_130);

let directory: string;
let cloud: LocalCloud;
/** What the steps of the execution that is under way do. */
let doStep: (request: TaskRequest) => JsonValue;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "verdict-"));
  const standIns = { "batch:submitJob": (request: TaskRequest) => doStep(request) };
  cloud = await startLocalCloud({ directory, sandbox: "plain", clock: rehearsalClock(), standIns });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Verdict {
  readonly summary: Summary;
  /** The steps that were at work, and of those the ones that failed in an attempt that was not tried again. */
  readonly began: ReadonlySet<string>;
  /** From nothing but the history and the definition. */
  readonly fromHistory: Summary;
}

/** The verdict on a definition whose steps are stood in for: all but the processes are those of a rehearsal. */
async function verdictOn({ definition, steps }: RandomDefinition, executionName: string): Promise<Verdict> {
  const began = new Set<string>();
  doStep = ({ state }) => {
    const isFirst = !began.has(state);
    began.add(state);
    const fault = steps.find(({ name }) => name === state)?.fault;
    if (fault === "always" || (fault === "once" && isFirst)) throw new TaskFailure("Step.Broken", "it broke");
    return { well: true };
  };
  const pipeline = executionName;
  const states = workStates(definition);
  const tracker = new Tracker(
    states,
    () => 0,
    () => {},
    ownExecution({ pipeline, executionName }),
  );
  const folder = join(directory, executionName);
  mkdirSync(folder);
  const record = startRecord(folder);
  const run = {
    kind: "rehearsal",
    pipeline,
    executionName,
    executionArn: null,
    machineType: "STANDARD",
    definition,
  } as const;
  record.conclude("observed", { type: "run", schemaVersion: 1, ...run });
  const teller = new EventTeller((by) => tracker.targetOf(by));
  const unsubscribe = cloud.subscribe((event) => {
    tracker.onCloudEvent(event);
    for (const fact of teller.factsOf(event)) record.tell(fact);
  });
  const input = { constant: 1, items: [1, 2], box: [] };
  const options = { pipeline, executionName, definition, input, signal: undefined, onStopping: () => {} };
  const { execution, history } = await runExecution({ cloud, client: clientConfig(cloud), ...options }).finally(
    unsubscribe,
  );
  concludeRecord(record, {
    said: new Map(),
    unlooked: [],
    ...nothingSeen(),
    execution,
    interrupted: undefined,
    sandbox: cloud.sandbox,
    logBucket: undefined,
    faults: [],
    records: tracker.records,
    unseen: new Set(),
    time: { rate: 1, notes: [] },
    wasAwaited: (commandId) => tracker.wasAwaited(commandId),
    met: [],
    standIns: { tasks: 0, by: [] },
    unmet: [],
    expect: undefined,
    invented: null,
    directory,
    wallMs: 0,
  });
  const { facts, notes } = await readRecord(join(folder, "run.ndjson"));
  expect([facts, notes]).toEqual([record.facts, []]);
  const summary = summaryOf(facts);
  const fromHistory = summaryOf(
    recordOfExecution({ history: readHistory(history, "history"), definition, executionArn: execution.arn }),
  );
  return { summary, began, fromHistory };
}

/** What both tell: of a distributed Map's work, and of what was done as all ended, a history says nothing. */
function claimsOf({ status, error, cause, output, states, problems }: Summary, fromHistory: Summary): unknown {
  const untold = fromHistory.states.filter((state) => state.status === "UNKNOWN" || state.status === "ABORTED");
  const isTold = (name: string | null): boolean => !untold.some((state) => state.name === name);
  const steps = states
    .filter(({ name }) => isTold(name))
    .map(({ name, kind, status: how, attempts, startedAt, items, ...why }) => {
      const failed = (items?.failed ?? 0) > 0;
      // Work on items begins when a task is scheduled, of which a cloud tells a moment before its history does.
      const began = items === null ? startedAt : startedAt !== null;
      return { name, kind, how, attempts, began, failed, error: why.error, cause: why.cause };
    });
  const found = problems.filter(({ state }) => isTold(state)).map(({ kind, state }) => ({ kind, state }));
  return { status, error, cause, output, steps, found };
}

const task = (_: string, more: object): object => ({
  Type: "Task",
  Resource: "arn:aws:states:::batch:submitJob",
  Parameters: { JobName: "j", JobQueue: "q", JobDefinition: "d", Parameters: more },
});

test(`a step that fails, wherever it stands, has a row that says so and is a problem of a run that is green: ${RUNS} from seed ${SEED}`, async () => {
  let [green, met] = [0, 0];
  for (let run = 0; run < RUNS; run += 1) {
    const random = seeded(SEED + run);
    const made = randomDefinition(random, true, task);
    const { summary, began, fromHistory } = await verdictOn(made, `failing-${run}`);
    const which = `SEED=${SEED + run}: ${JSON.stringify(made)}\n${JSON.stringify(summary.states)}\n${summary.status} ${summary.cause}`;
    const { name = "", fault } = made.steps.find((step) => step.fault !== undefined) ?? {};
    expect(claimsOf(fromHistory, fromHistory), which).toEqual(claimsOf(summary, fromHistory));
    const row = summary.states.find((state) => state.name === name);
    expect(row, which).toBeDefined();
    const problems = summary.problems.filter(({ kind, state }) => kind === "failed-step" && state === name);
    expect(summary.problems, which).toEqual(problems);
    if (row?.status === "FAILED") met += 1;
    if (fault === "always" && began.has(name)) expect(row?.status, which).toBe("FAILED");
    if (summary.status !== "SUCCEEDED") {
      expect(row?.status, which).toBe("FAILED");
    } else if (row?.status === "FAILED") {
      green += 1;
      expect(problems, which).toHaveLength(1);
    } else if (fault !== "once") {
      expect([row?.status === "NOT_REACHED" || row?.status === "SKIPPED", began.has(name)], which).toEqual([
        true,
        false,
      ]);
    }
  }
  expect(green).toBeGreaterThan(RUNS / 10);
  expect(met).toBeGreaterThan(RUNS / 4);
});

test(`a run in which no step fails is green and has no problem: ${RUNS} from seed ${SEED}`, async () => {
  for (let run = 0; run < RUNS; run += 1) {
    const made = randomDefinition(seeded(SEED + run), false, task);
    const { summary, began } = await verdictOn(made, `good-${run}`);
    const which = `SEED=${SEED + run}: ${JSON.stringify(made)}`;
    expect([summary.status, summary.problems], which).toEqual(["SUCCEEDED", []]);
    const done = summary.states.filter(({ status }) => status === "SUCCEEDED").map(({ name }) => name);
    expect(done.toSorted(), which).toEqual([...began].toSorted());
  }
});
