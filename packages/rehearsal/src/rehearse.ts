import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import {
  type CloudEvent,
  fidelityOf,
  type LocalCloud,
  LocalCloudError,
  type PreparedSeed,
  prepareSeed,
  startLocalCloud,
} from "@alpha-engine/local-cloud";
import type { HistoryEvent } from "@aws-sdk/client-sfn";

import { checkOptions } from "./check-options.ts";
import { RehearsalError } from "./errors.ts";
import type { RehearsalNews } from "./events.ts";
import { FAULT_EXIT_CODE, type FaultPlan, planFaults, type StateFault } from "./faults/state-faults.ts";
import { isStep } from "./history/state-records.ts";
import { Tracker } from "./history/tracker.ts";
import { type WorkState, workStates } from "./history/work-states.ts";
import { collectLogs } from "./logs/collect-logs.ts";
import { refuseUnmodelled } from "./models/refuse-unmodelled.ts";
import type { RehearsalResult, RehearsalSeed, RehearseOptions } from "./options.ts";
import { Interrupted, type Interruption, interruptionBy } from "./run/interruption.ts";
import { letCommandsEnd, runningCommands } from "./run/let-commands-end.ts";
import { ownExecution, runExecution } from "./run/run-execution.ts";
import { type ClientConfig, clientConfig } from "./stage/clients.ts";
import { powerDown } from "./stage/power-down.ts";
import { freeExecutionName, makeRunFolder, pointLatestAt } from "./stage/run-folder.ts";
import { setStage } from "./stage/set-stage.ts";
import { type Execution, type Observations, summarize } from "./summary/summarize.ts";
import type { Summary } from "./summary/summary-schema.ts";
import { rehearsalTime, type RehearsalTime } from "./time/rehearsal-time.ts";

const DEFAULT_DIRECTORY = ".rehearsal";
/** By the wall, for what still runs when the execution has ended. */
const COMMANDS_MAY_TAKE_MS = 10_000;

/** One rehearsal while it lasts. */
interface Rehearsing {
  readonly options: RehearseOptions;
  readonly executionName: string;
  readonly directory: string;
  readonly states: readonly WorkState[];
  readonly tracker: Tracker;
  readonly plan: FaultPlan;
  readonly interruption: Interruption;
  readonly time: RehearsalTime;
  readonly wallMs: () => number;
  readonly tell: (news: RehearsalNews) => void;
}

/** What a rehearsal has seen of itself so far. */
interface Seen extends Pick<
  Observations,
  "input" | "leaked" | "killed" | "logKeys" | "commandFolders" | "stillRunning" | "told"
> {
  input: unknown;
  execution?: Execution;
  history: readonly HistoryEvent[];
  leaked: readonly string[];
  killed: readonly string[];
  logKeys: ReadonlyMap<string, string>;
  commandFolders: ReadonlyMap<string, string>;
  stillRunning: readonly string[];
  /** Messages, and what was asked for that is not modelled. */
  readonly told: CloudEvent[];
}

/** After an interruption, each is over so many milliseconds behind it: two seconds for all, with something to spare. */
const LIMITS = { execution: 500, powerDown: 800, logs: 1000, stop: 1300 } as const;

/** An execution whose end nobody has seen. */
const ABORTED: Execution = {
  arn: undefined,
  status: "ABORTED",
  startedAt: undefined,
  endedAt: undefined,
  output: undefined,
  error: "Rehearsal.Interrupted",
  cause: "the rehearsal was interrupted",
};

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
  checkOptions(options);
  const { pipeline, directory: parent = DEFAULT_DIRECTORY } = options;
  const executionName =
    options.executionName ?? freeExecutionName(pipeline, new Date(), (name) => existsSync(join(parent, name)));
  const states = workStates(options.definition);
  const tracker = new Tracker(states, wallMs, tell, ownExecution({ pipeline, executionName }));
  const plan = faultPlan(options, states, tracker, tell);
  const time = rehearsalTime(options, { wallMs, stateOf: (command) => tracker.targetOfCommand(command)?.state });
  using interruption = interruptionBy(options.signal);
  const seed = await orNothing(interruption.begin("it read what there is at the beginning", () => readSeed(options)));
  const directory = makeRunFolder(parent, executionName);
  const rehearsing = { options, executionName, directory, states, tracker, plan, interruption, time, wallMs, tell };
  const cloud = seed && (await orNothing(startCloud(rehearsing, seed)));
  const seen: Seen = {
    input: null,
    history: [],
    leaked: [],
    killed: [],
    logKeys: new Map(),
    commandFolders: new Map(),
    stillRunning: [],
    told: [],
  };
  try {
    pointLatestAt(parent, executionName);
    if (cloud === undefined || seed === undefined) writeJson(join(directory, "history.json"), seen.history);
    else await run({ ...rehearsing, seed }, cloud, seen);
  } finally {
    await interruption.finish("its cloud stopped", LIMITS.stop, async () => await cloud?.stop());
  }
  const summary = summaryOf(rehearsing, seen, cloud);
  writeJson(join(directory, "summary.json"), summary);
  return { summary, directory };
}

/** Sets the stage, runs the execution, switches everything off; `seen` gets what there is to see, as it comes. */
async function run(
  rehearsing: Rehearsing & { readonly seed: PreparedSeed },
  cloud: LocalCloud,
  seen: Seen,
): Promise<void> {
  const { interruption, directory, tracker, time } = rehearsing;
  const client = clientConfig(cloud);
  const unsubscribe = cloud.subscribe((event) => {
    tracker.onCloudEvent(event);
    time.onCloudEvent(event);
    if (event.type === "notification" || event.type === "not-modelled") seen.told.push(event);
  });
  try {
    await execute(rehearsing, { cloud, client }, seen);
    if (seen.execution?.status === "SUCCEEDED")
      await letCommandsEnd(cloud, COMMANDS_MAY_TAKE_MS, rehearsing.options.signal);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    // What the machines say while they are switched off tells nothing about the steps.
    unsubscribe();
  }
  writeJson(join(directory, "history.json"), seen.history);
  seen.stillRunning = runningCommands(cloud).map(({ commandId }) => commandId);
  seen.leaked = runningSpotInstances(cloud);
  const left = await interruption.finish("its machines were switched off", LIMITS.powerDown, () =>
    powerDown(cloud, client),
  );
  seen.killed = (left ?? []).map(({ instanceId }) => instanceId);
  const logKeys = await interruption.finish("its logs were collected", LIMITS.logs, () =>
    findLogs(rehearsing, cloud, client),
  );
  if (logKeys !== undefined) seen.logKeys = logKeys;
  const folders = cloud
    .commands()
    .map(({ commandId, folder = directory }) => [commandId, relative(directory, folder)] as const);
  seen.commandFolders = new Map(folders);
}

async function execute(
  { options, executionName, directory, states, interruption, seed, tell }: Rehearsing & { readonly seed: PreparedSeed },
  { cloud, client }: { readonly cloud: LocalCloud; readonly client: ClientConfig },
  seen: Seen,
): Promise<void> {
  const { pipeline, definition, signal, boxes = {}, topics = {} } = options;
  await interruption.begin("it put there what is there at the beginning", () => seed.plant(cloud));
  const stage = await interruption.begin("its machines started", () =>
    setStage(cloud, { boxes, topics: Object.keys(topics) }, client),
  );
  const { sandbox, endpoint } = cloud;
  const steps = states.filter(isStep).map(({ name }) => name);
  tell({ type: "stage-set", endpoint, sandbox: sandbox.kind, directory, executionName, steps });

  const input = typeof options.input === "function" ? options.input(stage) : (options.input ?? {});
  seen.input = input;
  const onStopping = (): void => tell({ type: "stopping" });
  const what = { pipeline, executionName, definition, input, signal, onStopping };
  const ran = await interruption.finish("it ran", LIMITS.execution, () => runExecution({ cloud, client, ...what }));
  if (ran === undefined) return;
  seen.execution = ran.execution;
  seen.history = ran.history;
}

function summaryOf(
  { options, executionName, directory, plan, tracker, interruption, time, wallMs }: Rehearsing,
  seen: Seen,
  cloud: LocalCloud | undefined,
): Summary {
  const { pipeline, logs } = options;
  const interrupted = interruption.during();
  return summarize({
    pipeline,
    executionName,
    interrupted,
    execution: ABORTED,
    sandbox: cloud?.sandbox ?? { kind: "plain", reason: "it was interrupted before there was a cloud" },
    logBucket: logs?.bucket,
    faults: plan.report(),
    records: tracker.records,
    time: time.summary(),
    wasAwaited: (commandId) => tracker.wasAwaited(commandId),
    met: fidelityOf(cloud?.calls().keys() ?? []),
    directory,
    wallMs: wallMs(),
    ...seen,
  });
}

/** Nothing where it was interrupted. */
async function orNothing<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
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
    targetOfCommand: (command: Parameters<Tracker["targetOfCommand"]>[0]) =>
      isWorkload?.(command) === false ? undefined : tracker.targetOfCommand(command),
    itemOfInvocation: (state: string, event: unknown) => tracker.targetOfInvocation(state, event).item,
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
async function startCloud(
  { options, directory, plan, interruption, time }: Rehearsing,
  seed: PreparedSeed,
): Promise<LocalCloud> {
  const { port = 0, sandbox = "auto", standIns = {} } = options;
  const { clock } = time;
  const start = (): Promise<LocalCloud> =>
    startLocalCloud({ ...seed.options, clock, standIns, faults: plan.faults, port, sandbox, directory });
  try {
    const cloud = await interruption.begin("its cloud started", start, (late) => late.stop());
    await checkModelled(options, cloud);
    return cloud;
  } catch (cause) {
    if (cause instanceof Interrupted) throw cause;
    rmSync(directory, { recursive: true, force: true });
    if (cause instanceof RehearsalError) throw cause;
    const { message } = cause as Error;
    const details = cause instanceof LocalCloudError ? { cause, hint: cause.hint } : { cause };
    throw new RehearsalError("CLOUD_NOT_STARTED", message, details);
  }
}

async function checkModelled({ definition, standIns = {} }: RehearseOptions, cloud: LocalCloud): Promise<void> {
  try {
    refuseUnmodelled(definition, (resource) => cloud.models(resource), standIns);
  } catch (refused) {
    await cloud.stop();
    throw refused;
  }
}

/** The logs of what ran in this execution, where it is known where logs lie. */
async function findLogs(
  { options: { logs }, tracker }: Rehearsing,
  cloud: LocalCloud,
  client: ClientConfig,
): Promise<ReadonlyMap<string, string>> {
  if (logs === undefined) return new Map();
  const commandIds = tracker.records.flatMap(({ commandId, items }) =>
    [commandId, ...items.map((one) => one.commandId)].flatMap((id) => id ?? []),
  );
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
