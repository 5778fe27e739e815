import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { rehearsalClock } from "@alpha-engine/asl";
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "@alpha-engine/local-cloud";

import { RehearsalError } from "./errors.ts";
import type { RehearsalEvent } from "./events.ts";
import { runExecution } from "./execution.ts";
import { FAULT_EXIT_CODE, planFaults } from "./faults/state-faults.ts";
import { createTracker } from "./history/tracker.ts";
import { workStates } from "./history/work-states.ts";
import { collectLogs } from "./logs/collect-logs.ts";
import type { RehearsalResult, RehearseOptions } from "./options.ts";
import { summarize } from "./report/summarize.ts";
import { type ClientConfig, startBox, stopBox } from "./stage/boxes.ts";
import { powerDown } from "./stage/power-down.ts";
import { makeBuckets, makeTables, makeTopics } from "./stage/resources.ts";
import { freeExecutionName, makeRunFolder, pointLatestAt } from "./stage/run-folder.ts";

const DEFAULT_DIRECTORY = ".rehearsal";

/**
 * Runs a definition against a local cloud, with real processes: sets the stage (buckets, topics, the dispatcher box),
 * starts the execution, follows it to its end, stops everything, and leaves the whole run in one folder.
 * Rejects only when the stage cannot be set; a run that fails is a result.
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalResult> {
  const startedAt = performance.now();
  const wallMs = (): number => performance.now() - startedAt;
  const emit = (event: object): void => options.onEvent?.({ ...event, wallMs: wallMs() } as RehearsalEvent);
  const { pipeline, definition, directory: parent = DEFAULT_DIRECTORY, logs } = options;

  const states = workStates(definition);
  const tracker = createTracker(states, wallMs, emit);
  const plan = planFaults(
    options.faults ?? [],
    states,
    {
      stateOfCommand: (command) =>
        options.isWorkload?.(command) === false ? undefined : tracker.stateOfCommand(command),
      isRented: (command) => tracker.isRented(command),
      isAtWork: (state) =>
        tracker.records.some(({ state: { name }, status }) => name === state && status === "RUNNING"),
    },
    ({ state, kind }) =>
      emit({
        type: "fault",
        state,
        what: kind === "fail" ? `its work exits with ${FAULT_EXIT_CODE}` : "its instance is reclaimed",
      }),
  );

  const executionName =
    options.executionName ?? freeExecutionName(pipeline, new Date(), (name) => existsSync(join(parent, name)));
  const directory = makeRunFolder(parent, executionName);
  const cloud = await startCloud(directory, {
    clock: rehearsalClock({ rate: options.rate ?? 60 }),
    images: options.images,
    functions: options.functions ?? {},
    faults: plan.faults,
    port: options.port ?? 0,
    sandbox: options.sandbox ?? "auto",
  });
  pointLatestAt(parent, executionName);
  const unsubscribe = cloud.subscribe((event) => tracker.onCloudEvent(event));
  try {
    const client = clientConfig(cloud);
    await makeBuckets(options.buckets, client);
    const topicArns = await makeTopics(options.topics, client);
    await makeTables(options.tables ?? {}, client);
    const dispatcher = startBox(cloud, { name: "dispatcher", imageId: options.dispatcherImage }, client);
    const boxes = Object.entries(options.boxes ?? {}).map(async ([name, { image: imageId, stopped = false }]) => {
      const instanceId = await startBox(cloud, { name, imageId }, client);
      if (stopped) await stopBox(cloud, instanceId, client);
      return [name, instanceId] as const;
    });
    const [dispatcherId, ...boxIds] = await Promise.all([dispatcher, ...boxes]);
    const { kind, reason } = cloud.sandbox;
    emit({ type: "stage-set", endpoint: cloud.endpoint, sandbox: kind, directory, executionName });

    const input = options.input({ dispatcherId, boxIds: Object.fromEntries(boxIds), topicArns });
    const { execution, history } = await runExecution({
      cloud,
      client,
      pipeline,
      executionName,
      definition,
      input,
      signal: options.signal,
      onStopping: () => emit({ type: "stopping" }),
    });
    // What the machines say while they are switched off is no news of the steps.
    unsubscribe();
    writeFileSync(join(directory, "history.json"), `${JSON.stringify(history, undefined, 2)}\n`);
    const leaked = runningSpotInstances(cloud);
    await powerDown(cloud, client);
    const commandIds = tracker.records.flatMap(({ commandId }) => commandId ?? []);
    const logKeys = await collectLogs(cloud, commandIds, logs, client);
    await cloud.stop();
    const summary = summarize({
      pipeline,
      executionName,
      input,
      sandbox: reason === undefined ? { kind } : { kind, reason },
      logBucket: logs.bucket,
      records: tracker.records,
      faults: plan.report(),
      logKeys,
      leaked,
      wallMs: wallMs(),
      execution,
    });
    writeFileSync(join(directory, "summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
    return { summary, directory };
  } finally {
    unsubscribe();
    await cloud.stop();
  }
}

/** Where the cloud cannot start, nothing of this rehearsal stays. */
async function startCloud(directory: string, options: Omit<LocalCloudOptions, "directory">): Promise<LocalCloud> {
  try {
    return await startLocalCloud({ ...options, directory });
  } catch (cause) {
    rmSync(directory, { recursive: true, force: true });
    const { message, hint } = cause as { readonly message: string; readonly hint?: string };
    throw new RehearsalError("CLOUD_NOT_STARTED", message, { cause, ...(hint === undefined ? {} : { hint }) });
  }
}

/** Nobody but the box may be running when an execution has ended: each of these was rented and not given back. */
function runningSpotInstances(cloud: LocalCloud): readonly string[] {
  const running = cloud.instances().filter(({ state }) => state === "pending" || state === "running");
  return running.filter(({ lifecycle }) => lifecycle === "spot").map(({ instanceId }) => instanceId);
}

function clientConfig({ endpoint, region, environment }: LocalCloud): ClientConfig {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}
