import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { type Clock, wallClock } from "@alpha-engine/asl";

import { createEvents, type CloudEvent, type MetricDatum } from "./cloud/bus.ts";
import { createDoor } from "./cloud/door/door.ts";
import { cloudEnvironment, instanceEnvironment } from "./cloud/environment.ts";
import { claimFolder } from "./cloud/kept/claim-folder.ts";
import { NO_JOURNAL, openJournal } from "./cloud/kept/journal.ts";
import { openJsonLines } from "./cloud/kept/json-lines.ts";
import { DEFAULT_TIMINGS, type LocalCloudOptions, type ReclaimOptions } from "./cloud/options.ts";
import type { CommandView, InstanceView } from "./cloud/views.ts";
import { createAgent } from "./machine/agent/agent.ts";
import { chooseSandbox, type SandboxChoice } from "./machine/sandbox/choose-sandbox.ts";
import { createCloudWatchQueryService, createCloudWatchService } from "./services/cloudwatch/cloudwatch-service.ts";
import { createControlService } from "./services/control/control-service.ts";
import { lazyDynamoDb } from "./services/dynamodb/dynamodb.ts";
import { createCapacityBook } from "./services/ec2/capacity/capacity-book.ts";
import type { CapacityControl } from "./services/ec2/capacity/rules.ts";
import { createEc2Service } from "./services/ec2/ec2-service.ts";
import { createFleetRequests } from "./services/ec2/fleets/fleet-operations.ts";
import { createFleet, type Fleet } from "./services/ec2/instances/instance-book.ts";
import { type InstanceRecord, instanceRecord, restoredInstance } from "./services/ec2/instances/instance-record.ts";
import { instanceView, type Instance } from "./services/ec2/instances/instance.ts";
import { createLauncher } from "./services/ec2/launcher.ts";
import { createSubnets } from "./services/ec2/subnets.ts";
import { createTemplateBook } from "./services/ec2/templates/template-book.ts";
import { createVolumeBook } from "./services/ec2/volumes/volume-book.ts";
import { createEventBridge } from "./services/eventbridge/eventbridge.ts";
import { createLambda } from "./services/lambda/lambda-service.ts";
import { createLogBook } from "./services/logs/log-book.ts";
import { createLogsService } from "./services/logs/logs-service.ts";
import { createCommandBook } from "./services/ssm/commands/command-book.ts";
import { type CommandRecord, commandRecord, restoredCommand } from "./services/ssm/commands/command-record.ts";
import type { ManagedInstance } from "./services/ssm/commands/send-command.ts";
import { createParameterStore } from "./services/ssm/parameters/parameter-store.ts";
import { createSsmService } from "./services/ssm/ssm-service.ts";
import { createStepFunctions } from "./services/step-functions/step-functions.ts";
import { startStorage } from "./services/storage/storage-server.ts";
import { createStsService } from "./services/sts/sts-service.ts";
import { startRouter, type Routes } from "./wire/router.ts";

/** The account everything here belongs to. */
const ACCOUNT = "000000000000";

/** A running cloud: where it listens, what is in it, and what can be done to it. */
export interface LocalCloud {
  /** The router, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly region: string;
  /** What a process of this machine needs in its environment to talk to this cloud and to no other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly sandbox: SandboxChoice;
  /** What there is to launch, and what was tried. */
  readonly capacity: CapacityControl;
  instances(): readonly InstanceView[];
  /** One entry per command and instance, oldest first. */
  commands(): readonly CommandView[];
  /** Takes a spot instance away as AWS does: notice first. Throws when there is no such living spot instance. */
  reclaim(instanceId: string, options?: ReclaimOptions): void;
  /** Cuts an agent's connection while its machine and its scripts run on; without `seconds` for good. */
  disconnect(instanceId: string, seconds?: number): void;
  /** Brings it back: what it has to say is said, what waits for it is delivered. */
  reconnect(instanceId: string): void;
  subscribe(listener: (event: CloudEvent) => void): () => void;
  /** Kills every process of every instance, flushes the files and closes the ports. Safe at any time, and again. */
  stop(): Promise<void>;
}

/** Starts AWS on loopback. Nothing is left running when it throws. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { region = "us-east-1", port = 0, faults = {}, functions = {}, images } = options;
  const directory = resolve(options.directory);
  const { keep = false } = options;
  const clock = skewed(options.clock ?? wallClock(), faults.clockSkewSeconds ?? 0);
  const now = (): number => clock.now();
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const sandbox = await chooseSandbox(options.sandbox ?? "auto");

  const state = join(directory, "state");
  const kept = (folder: string): string | undefined => (keep ? join(state, folder) : undefined);
  const door = createDoor(faults);
  const dynamoDb = lazyDynamoDb(door, kept("dynamodb"));
  const routes: Routes = { json: [], query: [], rest: [], passOn: [dynamoDb] };
  await using undo = new AsyncDisposableStack();
  const router = undo.adopt(await startRouter(routes, port, door), (each) => each.close());
  await mkdir(directory, { recursive: true });
  if (keep) undo.defer(claimFolder(state));
  const journal = keep ? openJournal(join(state, "journal.jsonl")) : NO_JOURNAL;
  const events = createEvents();
  const metrics = undo.adopt(openJsonLines(join(directory, "metrics.jsonl")), (each) => each.close());
  const notifications = undo.adopt(openJsonLines(join(directory, "sns.jsonl")), (each) => each.close());
  const storage = await startStorage({
    clock,
    events,
    region,
    directory,
    door,
    journal,
    folder: kept("storage"),
    notified: (notification) => {
      notifications.append(notification);
      events.emit({ type: "notification", at: now(), ...notification });
    },
  });
  undo.defer(() => storage.close());
  const environment = cloudEnvironment(region, router.endpoint, storage.endpoint);

  const parameters = createParameterStore({ now, region, accountId: ACCOUNT, journal });
  const logs = createLogBook({ now, journal });
  const book = createCommandBook({
    clock,
    events,
    timings,
    agentOf: (instanceId) => {
      const { agent, connectionLostAt } = fleet.instances.get(instanceId) ?? {};
      return agent === undefined ? undefined : { agent, connected: connectionLostAt === undefined };
    },
    changed: (command) => journal.put("command", command.commandId, commandRecord(command)),
  });
  const programEnvironment = (instance: Instance): Record<string, string> =>
    instanceEnvironment(router.endpoint, storage.endpoint, instance.imds?.endpoint ?? "");
  const volumes = createVolumeBook(clock, journal);
  const fleet: Fleet = createFleet({
    clock,
    events,
    timings,
    volumes,
    region,
    accountId: ACCOUNT,
    directory,
    sandbox,
    images,
    // The id is what a plain sandbox finds its processes by.
    environment: (instance) => ({ ...programEnvironment(instance), AWS_SSM_INSTANCE_ID: instance.instanceId }),
    changed: (instance) => journal.put("instance", instance.instanceId, instanceRecord(instance)),
    fault: (instance) =>
      images?.[instance.imageId]?.agent === false
        ? { onlineAfterSeconds: Infinity }
        : faults.agent?.(instanceView(instance)),
    online: (instanceId) => book.agentOnline(instanceId),
    lost: (instanceId, shape) => book.instanceLost(instanceId, shape),
    createAgent: (instance) =>
      createAgent({
        instanceId: instance.instanceId,
        region,
        sandbox: instance.sandbox,
        sh: images?.[instance.imageId]?.sh,
        clock,
        crashReport: timings.crashReport,
        s3Endpoint: storage.endpoint,
        environment: () => programEnvironment(instance),
        fault: (commandId) => {
          const command = book.view(commandId, instance.instanceId);
          return command === undefined ? undefined : faults.command?.(command);
        },
        resolve: (text) => parameters.resolve(text),
        publishLog: (group, stream, lines) => logs.publish(group, stream, lines),
        reclaim: (reclaimOptions) => fleet.reclaim(instance.instanceId, reclaimOptions),
        giveUp: (commandId) => book.giveUp(commandId, instance.instanceId),
        disconnect: (seconds) => fleet.disconnect(instance.instanceId, seconds),
        reboot: () => fleet.reboot(instance),
      }),
  });
  // What an earlier cloud left here: its machines first, then what ran on them.
  for (const record of journal.read<InstanceRecord>("instance").values()) {
    fleet.restore(restoredInstance(record, { clock, directory, sandbox, images }));
  }
  for (const record of journal.read<CommandRecord>("command").values()) book.restore(restoredCommand(record));
  const templates = createTemplateBook(clock, journal);
  const subnets = createSubnets(region, options.subnets);
  const capacity = createCapacityBook({
    clock,
    zones: subnets.zones,
    capacity: options.capacity ?? {},
    instances: () => fleet.instances.values(),
  });
  const imageIds = images && Object.keys(images);
  const launcher = createLauncher({ fleet, subnets, capacity, templates, faults, journal, imageIds });
  const fleetRequests = createFleetRequests({ fleet, templates, launcher, capacity, clock, journal });
  const record = (datum: MetricDatum): void => {
    metrics.append(datum);
    events.emit({ type: "metric", at: now(), ...datum });
  };
  const lambda = createLambda({
    functions,
    faults,
    clock,
    events,
    region,
    accountId: ACCOUNT,
    directory,
    environment,
  });

  const managed = (): readonly ManagedInstance[] =>
    [...fleet.instances.values()].flatMap((each) => managedInstance(each, now() - timings.connectionLost * 1000));
  const part = { clock, region, accountId: ACCOUNT, directory, environment, journal, emit: events.emit };
  const stepFunctions = createStepFunctions(part);
  const eventBridge = createEventBridge(part, stepFunctions.startExecution);
  routes.json.push(stepFunctions.service, eventBridge.service);
  routes.json.push(createSsmService({ now, region, accountId: ACCOUNT, book, parameters, managed }));
  routes.json.push(createCloudWatchService({ now, record }));
  routes.json.push(createLogsService({ book: logs, region, accountId: ACCOUNT }));
  const ec2 = { fleet, volumes, templates, fleetRequests, capacity, subnets, launcher, clock, region };
  routes.query.push(createEc2Service({ ...ec2, accountId: ACCOUNT }));
  routes.query.push(createCloudWatchQueryService({ now, record }));
  routes.query.push(createStsService(ACCOUNT));
  routes.rest.push(lambda.service);
  routes.rest.push(createControlService({ capacity, reclaim: (instanceId, how) => fleet.reclaim(instanceId, how) }));
  routes.passOn.push({
    matches: ({ signingName }) => signingName === "s3" || signingName === "sns" || signingName === "sqs",
    handle: (message, response) => storage.handle(message, response),
  });

  // From last to first: executions, no more requests, then what is at work, then what it writes to.
  undo.defer(() => dynamoDb.close());
  undo.defer(() => lambda.stop());
  undo.defer(() => fleet.stop());
  undo.defer(() => book.stop());
  undo.defer(() => router.close());
  undo.defer(() => stepFunctions.stop());
  undo.defer(() => eventBridge.stop());
  const stack = undo.move();
  let stopped: Promise<void> | undefined;
  return {
    endpoint: router.endpoint,
    region,
    environment,
    clock,
    sandbox,
    capacity: {
      set: (rule) => capacity.set(rule),
      clear: () => capacity.clear(),
      asked: () => capacity.asked(),
    },
    instances: () => [...fleet.instances.values()].map(instanceView),
    commands: () => book.views(),
    reclaim: (instanceId, reclaimOptions) => fleet.reclaim(instanceId, reclaimOptions),
    disconnect: (instanceId, seconds) => fleet.disconnect(instanceId, seconds),
    reconnect: (instanceId) => fleet.reconnect(instanceId),
    subscribe: (listener) => events.subscribe(listener),
    stop: () => (stopped ??= stack.disposeAsync()),
  };
}

/** Known to SSM once its agent has registered, until it shuts down for good; a stopped one is known but unreachable. */
function managedInstance(instance: Instance, silentSince: number): readonly ManagedInstance[] {
  const { instanceId, tags, state, registered, agent, connectionLostAt } = instance;
  if (!registered || state === "shutting-down" || state === "terminated") return [];
  // SSM notices late: its agents ping every few minutes (appconfig/constants.go:56, agent 3.3, 2024-10).
  const heardOf = connectionLostAt === undefined || connectionLostAt > silentSince;
  const pingStatus = agent !== undefined && heardOf ? "Online" : "ConnectionLost";
  const lastPing = connectionLostAt === undefined ? {} : { lastPing: connectionLostAt };
  return [{ instanceId, tags: Object.fromEntries(tags), pingStatus, listed: state !== "stopped", ...lastPing }];
}

function skewed(clock: Clock, seconds: number): Clock {
  return seconds === 0 ? clock : { ...clock, now: () => clock.now() + seconds * 1000 };
}
