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
import type { RehearsalResult, RehearseOptions } from "./options.ts";
import { shipLeftoverLogs } from "./report/leftover-logs.ts";
import { findLogKeys } from "./report/log-keys.ts";
import { summarize } from "./report/summarize.ts";
import { startDispatcher } from "./stage/dispatcher.ts";
import { powerDown } from "./stage/power-down.ts";
import { makeBuckets, makeTopics } from "./stage/resources.ts";
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
    (command) => (options.isWorkload?.(command) === false ? undefined : tracker.stateOfCommand(command)),
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
    await makeBuckets(options.buckets, client(cloud.environment.AWS_ENDPOINT_URL_S3));
    const topicArns = await makeTopics(options.topics, client(cloud.environment.AWS_ENDPOINT_URL_SNS));
    const dispatcherId = await startDispatcher(cloud, options.dispatcherImage, client(cloud.endpoint));
    const { kind, reason } = cloud.sandbox;
    emit({ type: "stage-set", endpoint: cloud.endpoint, sandbox: kind, directory, executionName });

    const input = options.input({ dispatcherId, topicArns });
    const { execution, history } = await runExecution({
      cloud,
      client: client(cloud.endpoint),
      pipeline,
      executionName,
      definition,
      input,
      signal: options.signal,
      onStopping: () => emit({ type: "stopping" }),
    });
    writeFileSync(join(directory, "history.json"), `${JSON.stringify(history, undefined, 2)}\n`);
    const leaked = cloud
      .instances()
      .filter((one) => one.lifecycle === "spot" && (one.state === "pending" || one.state === "running"));
    await powerDown(cloud, client(cloud.endpoint));
    const s3 = client(cloud.environment.AWS_ENDPOINT_URL_S3);
    const logKeys = await findLogKeys(logs, s3);
    const sent = new Set(tracker.records.map(({ commandId }) => commandId));
    const logless = cloud.commands().filter(({ commandId }) => sent.has(commandId) && !logKeys.has(commandId));
    const leftovers = await shipLeftoverLogs(cloud, logless, logs, s3);
    await cloud.stop();
    const summary = summarize({
      pipeline,
      executionName,
      input,
      sandbox: reason === undefined ? { kind } : { kind, reason },
      logBucket: logs.bucket,
      records: tracker.records,
      faults: plan.report(),
      logKeys: new Map([...logKeys, ...leftovers]),
      leaked: leaked.map(({ instanceId }) => instanceId),
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

function clientConfig(cloud: LocalCloud) {
  const { environment, region } = cloud;
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? "",
  };
  return (endpoint: string | undefined) => ({ endpoint: endpoint ?? cloud.endpoint, region, credentials });
}
