import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import {
  type LocalCloud,
  LocalCloudError,
  type PreparedSeed,
  prepareSeed,
  startLocalCloud,
} from "@alpha-engine/local-cloud";

import { RehearsalError } from "./errors.ts";
import type { RehearsalNews } from "./events.ts";
import { FAULT_EXIT_CODE, type FaultPlan, planFaults, type StateFault } from "./faults/state-faults.ts";
import { isStep } from "./history/state-records.ts";
import { Tracker } from "./history/tracker.ts";
import { type WorkState, workStates } from "./history/work-states.ts";
import { collectLogs } from "./logs/collect-logs.ts";
import type { RehearsalResult, RehearsalSeed, RehearseOptions } from "./options.ts";
import { runExecution } from "./run/run-execution.ts";
import { type ClientConfig, clientConfig } from "./stage/clients.ts";
import { powerDown } from "./stage/power-down.ts";
import { freeExecutionName, makeRunFolder, pointLatestAt } from "./stage/run-folder.ts";
import { setStage } from "./stage/set-stage.ts";
import { summarize } from "./summary/summarize.ts";

const DEFAULT_DIRECTORY = ".rehearsal";

/** One rehearsal while it lasts. */
interface Rehearsing {
  readonly options: RehearseOptions;
  readonly executionName: string;
  readonly directory: string;
  readonly states: readonly WorkState[];
  readonly tracker: Tracker;
  readonly plan: FaultPlan;
  readonly seed: PreparedSeed;
  readonly wallMs: () => number;
  readonly tell: (news: RehearsalNews) => void;
}

/**
 * Runs a definition against a local cloud, with real processes: sets the stage (buckets, topics, boxes), starts the
 * execution, follows it to its end, stops everything, and leaves the whole run in one folder.
 * Rejects only when the stage cannot be set; a run that fails is a result.
 *
 * @throws RehearsalError when the stage cannot be set
 *
 * @example
 * ```ts example
 * import { rehearse } from "@alpha-engine/rehearsal";
 *
 * const { summary } = await rehearse({
 *   pipeline: "greeting",
 *   definition: { StartAt: "Greet", States: { Greet: { Type: "Pass", Result: "hello", End: true } } },
 * });
 * console.log(summary.status, summary.output);
 * ```
 * ```text output
 * SUCCEEDED hello
 * ```
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalResult> {
  const startedAt = performance.now();
  const wallMs = (): number => performance.now() - startedAt;
  const tell = (news: RehearsalNews): void => options.onEvent?.({ ...news, wallMs: wallMs() });
  const { pipeline, directory: parent = DEFAULT_DIRECTORY } = options;
  const states = workStates(options.definition);
  const tracker = new Tracker(states, wallMs, tell);
  const plan = faultPlan(options, states, tracker, tell);
  const seed = await readSeed(options);
  const executionName =
    options.executionName ?? freeExecutionName(pipeline, new Date(), (name) => existsSync(join(parent, name)));
  const directory = makeRunFolder(parent, executionName);
  const rehearsing = { options, executionName, directory, states, tracker, plan, seed, wallMs, tell };
  const cloud = await startCloud(rehearsing);
  pointLatestAt(parent, executionName);
  const unsubscribe = cloud.subscribe((event) => tracker.onCloudEvent(event));
  try {
    return await run(rehearsing, cloud, unsubscribe);
  } finally {
    unsubscribe();
    await cloud.stop();
  }
}

async function run(rehearsing: Rehearsing, cloud: LocalCloud, unsubscribe: () => void): Promise<RehearsalResult> {
  const { options, executionName, directory, states, tracker, plan, seed, wallMs, tell } = rehearsing;
  const { pipeline, definition, signal, boxes = {}, topics = {} } = options;
  const client = clientConfig(cloud);
  await seed.plant(cloud);
  const stage = await setStage(cloud, { boxes, topics: Object.keys(topics) }, client);
  const { sandbox, endpoint } = cloud;
  const steps = states.filter(isStep).map(({ name }) => name);
  tell({ type: "stage-set", endpoint, sandbox: sandbox.kind, directory, executionName, steps });

  const input = typeof options.input === "function" ? options.input(stage) : (options.input ?? {});
  const onStopping = (): void => tell({ type: "stopping" });
  const what = { pipeline, executionName, definition, input, signal, onStopping };
  const { execution, history } = await runExecution({ cloud, client, ...what });
  // What the machines say while they are switched off tells nothing about the steps.
  unsubscribe();
  writeJson(join(directory, "history.json"), history);
  const leaked = runningSpotInstances(cloud);
  await powerDown(cloud, client);
  const logKeys = await findLogs(rehearsing, cloud, client);
  const commandFolders = new Map(
    cloud
      .commands()
      .map(({ commandId, folder }) => [commandId, folder === undefined ? "" : relative(directory, folder)]),
  );
  await cloud.stop();
  const seen = { leaked, logKeys, commandFolders, wallMs: wallMs(), execution, records: tracker.records };
  const logBucket = options.logs?.bucket;
  const summary = summarize({ pipeline, executionName, input, sandbox, logBucket, faults: plan.report(), ...seen });
  writeJson(join(directory, "summary.json"), summary);
  return { summary, directory };
}

function faultPlan(
  { faults = [], isWorkload }: RehearseOptions,
  states: readonly WorkState[],
  tracker: Tracker,
  tell: (news: RehearsalNews) => void,
): FaultPlan {
  const isAtWork = (state: string): boolean =>
    tracker.records.some(({ state: { name }, status }) => name === state && status === "RUNNING");
  const following = {
    stateOfCommand: (command: Parameters<Tracker["stateOfCommand"]>[0]) =>
      isWorkload?.(command) === false ? undefined : tracker.stateOfCommand(command),
    isRented: (command: Parameters<Tracker["isRented"]>[0]) => tracker.isRented(command),
    isAtWork,
  };
  return planFaults(faults, states, following, ({ state, kind }: StateFault) => {
    const what = kind === "fail" ? `its work exits with ${FAULT_EXIT_CODE}` : "its instance is reclaimed";
    tell({ type: "fault", state, what });
  });
}

async function readSeed(options: RehearseOptions): Promise<PreparedSeed> {
  const { buckets, topics, queues, parameters, tables, functions, images } = options;
  const { capacity, subnets, timings, region, account } = options;
  const things = { buckets, topics, queues, parameters, tables, functions, images };
  const said = { ...things, capacity, subnets, timings, region, account };
  const seed: RehearsalSeed = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  try {
    return await prepareSeed(seed, options.folder);
  } catch (cause) {
    const { message, hint } = cause as { readonly message: string; readonly hint?: string };
    throw new RehearsalError("BAD_SEED", message, { cause, hint: hint ?? "paths start from `folder`" });
  }
}

/** Where the cloud cannot start, nothing of this rehearsal stays. */
async function startCloud({ options, directory, plan, seed }: Rehearsing): Promise<LocalCloud> {
  const { rate, port = 0, sandbox = "auto" } = options;
  const clock = rehearsalClock(rate === undefined ? {} : { rate });
  try {
    return await startLocalCloud({ ...seed.options, clock, faults: plan.faults, port, sandbox, directory });
  } catch (cause) {
    rmSync(directory, { recursive: true, force: true });
    const { message } = cause as Error;
    const details = cause instanceof LocalCloudError ? { cause, hint: cause.hint } : { cause };
    throw new RehearsalError("CLOUD_NOT_STARTED", message, details);
  }
}

/** The logs of what ran in this execution, where it is known where logs lie. */
async function findLogs(
  { options: { logs }, tracker }: Rehearsing,
  cloud: LocalCloud,
  client: ClientConfig,
): Promise<ReadonlyMap<string, string>> {
  if (logs === undefined) return new Map();
  const commandIds = tracker.records.flatMap(({ commandId }) => commandId ?? []);
  return await collectLogs(cloud, commandIds, logs, client);
}

/** Nobody but the boxes may be running when an execution has ended: each of these was rented and not given back. */
function runningSpotInstances(cloud: LocalCloud): readonly string[] {
  const running = cloud.instances().filter(({ state }) => state === "pending" || state === "running");
  return running.filter(({ lifecycle }) => lifecycle === "spot").map(({ instanceId }) => instanceId);
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
