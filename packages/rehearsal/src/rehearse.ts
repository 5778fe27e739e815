import { existsSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

import type { JsonObject } from "@alpha-engine/asl";
import { fidelityOf, type LocalCloud, type PreparedSeed, type SandboxChoice } from "@alpha-engine/local-cloud";
import { summaryOf } from "@alpha-engine/run-record";

import { checkRehearsal } from "./check/check-rehearsal.ts";
import type { RehearsalNews } from "./events.ts";
import { isRead } from "./expect/judge.ts";
import { faultPlan } from "./faults/fault-plan.ts";
import type { FaultPlan } from "./faults/state-faults.ts";
import { isStep } from "./history/state-records.ts";
import { Tracker } from "./history/tracker.ts";
import { type WorkState, workStates } from "./history/work-states.ts";
import { type Interruption, interruptionBy, orNothing, WITHIN } from "./interruption.ts";
import { Inventor } from "./invent/inventor.ts";
import { collectLogs } from "./logs/collect-logs.ts";
import { WrittenLogs } from "./logs/written-logs.ts";
import type { RehearsalResult, RehearseOptions } from "./options.ts";
import { behindOf, unheededOf } from "./record/beside-scripts.ts";
import { concludeRecord, type Observations, type Unmet } from "./record/conclude-record.ts";
import { EventTeller } from "./record/facts-of-event.ts";
import { type RunRecord, startRecord } from "./record/record.ts";
import { letCommandsEnd, runningCommands } from "./run/let-commands-end.ts";
import { ownExecution, runExecution } from "./run/run-execution.ts";
import { nothingSeen, type Seen } from "./run/seen.ts";
import type { Secrecy } from "./secrets/secrecy.ts";
import { markUnfinished, sweepUnfinished } from "./secrets/unfinished.ts";
import { withoutSecrets } from "./secrets/without-secrets.ts";
import { type ClientConfig, clientConfig } from "./stage/clients.ts";
import { objectsLeft } from "./stage/objects-left.ts";
import { powerDown } from "./stage/power-down.ts";
import { readSeed } from "./stage/read-seed.ts";
import { freeExecutionName, makeRunFolder, pointLatestAt } from "./stage/run-folder.ts";
import { setStage } from "./stage/set-stage.ts";
import { startCloud } from "./stage/start-cloud.ts";
import { type Given, standInsOf } from "./stand-ins/stand-ins.ts";
import { rehearsalTime, type RehearsalTime } from "./time/rehearsal-time.ts";

const DEFAULT_DIRECTORY = ".rehearsal";
/** By the wall, for what still runs when the execution has ended. */
const COMMANDS_MAY_TAKE_MS = 10_000;

const NO_CLOUD = "it was interrupted before there was a cloud";
const NO_SANDBOX: SandboxChoice = { kind: "plain", reason: NO_CLOUD, network: { kind: "shared", reason: NO_CLOUD } };

/** One rehearsal while it lasts. */
interface Rehearsing {
  readonly options: RehearseOptions;
  readonly executionName: string;
  readonly directory: string;
  readonly states: readonly WorkState[];
  readonly tracker: Tracker;
  readonly record: RunRecord;
  readonly plan: FaultPlan;
  readonly given: Given;
  readonly interruption: Interruption;
  readonly time: RehearsalTime;
  readonly inventor: Inventor | undefined;
  readonly wallMs: () => number;
  readonly tell: (news: RehearsalNews) => void;
}

/** What it runs in. */
interface Running {
  readonly cloud: LocalCloud;
  readonly seed: PreparedSeed;
  readonly client: ClientConfig;
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
  return await withoutSecrets(options, rehearseOnce);
}

async function rehearseOnce(options: RehearseOptions, secrecy: Secrecy): Promise<RehearsalResult> {
  const startedAt = performance.now();
  const wallMs = (): number => performance.now() - startedAt;
  const tell = (news: RehearsalNews): void => options.onEvent?.({ ...news, wallMs: wallMs() });
  checkRehearsal(options);
  const { pipeline, directory: parent = DEFAULT_DIRECTORY } = options;
  const executionName =
    options.executionName ?? freeExecutionName(pipeline, new Date(), (name) => existsSync(join(parent, name)));
  const states = workStates(options.definition);
  const tracker = new Tracker(states, wallMs, tell, ownExecution({ pipeline, executionName }));
  const time = rehearsalTime(options, { wallMs, stateOf: (command) => tracker.targetOfCommand(command)?.state });
  const plan = faultPlan(options, tracker, { tell, now: () => time.clock.now() });
  const given = standInsOf(options, time.clock);
  using interruption = interruptionBy(options.signal);
  const seed = await orNothing(interruption.begin("it read what there is at the beginning", () => readSeed(options)));
  sweepUnfinished(parent);
  const directory = makeRunFolder(parent, executionName, secrecy.isNeeded);
  using unfinished = new DisposableStack();
  if (secrecy.isNeeded) unfinished.use(markUnfinished(parent, executionName));
  const record = startRecord(directory, secrecy.hidden);
  const { definition, machineType = "STANDARD" } = options;
  const what = { pipeline, executionName, executionArn: null, machineType, definition };
  record.conclude("observed", { type: "run", schemaVersion: 1, kind: "rehearsal", ...what });
  const inventor = options.invent === undefined || options.invent === false ? undefined : new Inventor(options, given);
  const rehearsing = {
    inventor,
    options,
    executionName,
    directory,
    states,
    tracker,
    record,
    plan,
    given,
    interruption,
    time,
    wallMs,
    tell,
  };
  const cloud = seed && (await orNothing(cloudOf(rehearsing, seed)));
  const seen = nothingSeen();
  let unlooked: readonly string[] = [];
  try {
    pointLatestAt(parent, executionName);
    if (cloud === undefined || seed === undefined) writeJson(join(directory, "history.json"), seen.history);
    else await run(rehearsing, { cloud, seed, client: clientConfig(cloud) }, seen);
  } finally {
    await interruption.finish("its cloud stopped", WITHIN.stop, async () => await cloud?.stop());
    unlooked = secrecy.clean(directory);
  }
  conclude(rehearsing, { ...seen, unlooked }, cloud);
  const summary = secrecy.hidden(summaryOf(record.facts));
  writeJson(join(directory, "summary.json"), summary);
  return { summary, directory };
}

async function cloudOf(
  { options, directory, plan, given, interruption, time, inventor }: Rehearsing,
  seed: PreparedSeed,
): Promise<LocalCloud> {
  const { port = 0, sandbox = "auto" } = options;
  const { standIns, standInsOf: ofOthers } = given;
  const { clock } = time;
  return await startCloud(
    {
      ...seed.options,
      ...(inventor && { invent: inventor }),
      clock,
      standIns,
      standInsOf: ofOthers,
      faults: plan.faults,
      port,
      sandbox,
      directory,
    },
    interruption,
  );
}

/** Sets the stage, runs the execution, switches everything off; `seen` gets what there is to see, as it comes. */
async function run(rehearsing: Rehearsing, running: Running, seen: Seen): Promise<void> {
  const { options, interruption, directory, tracker, record, time, inventor } = rehearsing;
  const { cloud, client } = running;
  const teller = new EventTeller((by) => tracker.targetOf(by));
  const written = new WrittenLogs(({ by }) => tracker.targetOf(by));
  const unsubscribe = cloud.subscribe((event) => {
    tracker.onCloudEvent(event);
    written.onCloudEvent(event);
    time.onCloudEvent(event);
    inventor?.onCloudEvent(event);
    for (const fact of teller.factsOf(event)) record.tell(fact);
    seen.stoodIn.onCloudEvent(event);
  });
  try {
    await orNothing(execute(rehearsing, running, seen));
    if (seen.execution.status === "SUCCEEDED") await letCommandsEnd(cloud, COMMANDS_MAY_TAKE_MS, options.signal);
  } finally {
    // What the machines say while they are switched off tells nothing about the steps.
    unsubscribe();
  }
  writeJson(join(directory, "history.json"), seen.history);
  seen.stillRunning = runningCommands(cloud).map(({ commandId }) => commandId);
  seen.leaked = runningSpotInstances(cloud);
  const down = (): ReturnType<typeof powerDown> => powerDown(cloud, client);
  const left = await interruption.finish("its machines were switched off", WITHIN.powerDown, down);
  seen.killed = (left ?? []).map(({ instanceId }) => instanceId);
  const logs = (): ReturnType<typeof collectLogs> =>
    collectLogs(cloud, { records: tracker.records, written }, options.logs, client);
  seen.logs = (await interruption.finish("its logs were collected", WITHIN.logs, logs)) ?? new Map();
  seen.objects = await interruption.finish("its objects were looked at", WITHIN.logs, async () =>
    options.expect?.objects === undefined ? undefined : await objectsLeft(client, isRead(options.expect.objects)),
  );
  seen.commandFolders = new Map(
    cloud.commands().map(({ commandId, folder = directory }) => [commandId, relative(directory, folder)]),
  );
  seen.unheeded = cloud.commands().flatMap(unheededOf);
  seen.behind = cloud.commands().flatMap(behindOf);
}

async function execute(
  { options, executionName, directory, states, interruption, tell, inventor }: Rehearsing,
  { cloud, seed, client }: Running,
  seen: Seen,
): Promise<void> {
  const { pipeline, definition, stateMachines, signal, boxes = {}, topics = {} } = options;
  await interruption.begin("it put there what is there at the beginning", () => seed.plant(cloud));
  const stage = await interruption.begin("its machines started", () =>
    setStage(cloud, { boxes, topics: Object.keys(topics) }, client),
  );
  const { sandbox, endpoint } = cloud;
  const steps = states.filter(isStep).map(({ name }) => name);
  const { kind, network } = sandbox;
  tell({ type: "stage-set", endpoint, sandbox: kind, network: network.kind, directory, executionName, steps });

  const given = typeof options.input === "function" ? options.input(stage) : (options.input ?? {});
  const input = (await inventor?.begin(given as JsonObject, cloud)) ?? given;
  seen.input = input;
  const onStopping = (): void => tell({ type: "stopping" });
  const what = { pipeline, executionName, definition, stateMachines, input, signal, onStopping };
  const ran = await interruption.finish("it ran", WITHIN.execution, () => runExecution({ cloud, client, ...what }));
  Object.assign(seen, ran);
}

function conclude(
  { options, directory, plan, given, tracker, record, interruption, time, wallMs, inventor }: Rehearsing,
  seen: Seen & Pick<Observations, "unlooked">,
  cloud: LocalCloud | undefined,
): void {
  concludeRecord(record, {
    interrupted: interruption.during(),
    sandbox: cloud?.sandbox ?? NO_SANDBOX,
    logBucket: options.logs?.bucket,
    faults: plan.report(),
    expect: options.expect,
    invented: inventor?.told() ?? null,
    standIns: seen.stoodIn.summary(given.mocked),
    unmet: unmetOf(given, seen),
    records: tracker.records,
    unseen: new Set(),
    time: time.summary(),
    wasAwaited: (commandId) => tracker.wasAwaited(commandId),
    met: fidelityOf(cloud?.calls().keys() ?? []),
    directory,
    said: new Map(),
    wallMs: wallMs(),
    ...seen,
  });
}

/** What was to answer and was never asked. */
function unmetOf({ standIns, standInsOf: ofOthers, mocked, unusedMocks }: Given, { stoodIn }: Seen): readonly Unmet[] {
  const own = Object.keys(standIns).filter((name) => !mocked.has(name));
  const others = Object.entries(ofOthers).flatMap(([machine, theirs]) =>
    Object.keys(theirs).map((name) => `${machine}/${name}`),
  );
  const idle = [...own, ...others].filter((name) => !stoodIn.has(name));
  return [
    ...idle.map((name) => ({ kind: "stand-in", name }) as const),
    ...unusedMocks().map((name) => ({ kind: "mock", name }) as const),
  ];
}

/** Nobody but the boxes may be running when an execution has ended: each of these was rented and not given back. */
function runningSpotInstances(cloud: LocalCloud): readonly string[] {
  const running = cloud.instances().filter(({ state }) => state === "pending" || state === "running");
  return running.filter(({ lifecycle }) => lifecycle === "spot").map(({ instanceId }) => instanceId);
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
