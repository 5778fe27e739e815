import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { type Clock, wallClock } from "@alpha-engine/asl";

import { createAgent } from "./agent/agent.ts";
import { createCloudWatchQueryService, createCloudWatchService } from "./cloudwatch/cloudwatch-service.ts";
import { createEc2Service } from "./ec2/ec2-service.ts";
import { createFleet, type Fleet } from "./ec2/fleet.ts";
import { instanceView, type Instance } from "./ec2/instance.ts";
import { createLauncher } from "./ec2/run-instances.ts";
import { cloudEnvironment, instanceEnvironment } from "./environment.ts";
import { createEvents, type CloudEvent, type MetricDatum } from "./events.ts";
import { createLambda } from "./lambda/lambda-service.ts";
import { DEFAULT_TIMINGS, type LocalCloudOptions, type ReclaimOptions } from "./options.ts";
import { chooseSandbox, type SandboxChoice } from "./sandbox/choose-sandbox.ts";
import { createCommandBook } from "./ssm/command-book.ts";
import { createParameterStore } from "./ssm/parameter-store.ts";
import type { ManagedInstance } from "./ssm/send-command.ts";
import { createSsmService } from "./ssm/ssm-service.ts";
import { createStepFunctions } from "./step-functions/step-functions.ts";
import { lazyDynamoDb } from "./storage/dynamodb.ts";
import { openJsonLines } from "./storage/json-lines.ts";
import { startStorage } from "./storage/storage-server.ts";
import { createStsService } from "./sts/sts-service.ts";
import type { CommandView, InstanceView } from "./views.ts";
import { startRouter, type Routes } from "./wire/router.ts";

/** The account everything here belongs to. */
const ACCOUNT = "000000000000";

export interface LocalCloud {
  /** The router, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly region: string;
  /** What a process of this machine needs in its environment to talk to this cloud and to no other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly sandbox: SandboxChoice;
  instances(): readonly InstanceView[];
  /** One entry per command and instance, oldest first. */
  commands(): readonly CommandView[];
  /** Takes a spot instance away as AWS does: notice first. Throws when there is no such living spot instance. */
  reclaim(instanceId: string, options?: ReclaimOptions): void;
  subscribe(listener: (event: CloudEvent) => void): () => void;
  /** Kills every process of every instance, flushes the files and closes the ports. Safe at any time, and again. */
  stop(): Promise<void>;
}

/** Starts AWS on loopback. Nothing is left running when it throws. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { region = "us-east-1", port = 0, faults = {}, functions = {}, images } = options;
  const directory = resolve(options.directory);
  const clock = options.clock ?? wallClock();
  const now = (): number => clock.now();
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const sandbox = await chooseSandbox(options.sandbox ?? "auto");

  const routes: Routes = { json: [], query: [], rest: [], passOn: [lazyDynamoDb()] };
  await using undo = new AsyncDisposableStack();
  const router = undo.adopt(await startRouter(routes, port), (each) => each.close());
  await mkdir(directory, { recursive: true });
  const events = createEvents();
  const metrics = undo.adopt(openJsonLines(join(directory, "metrics.jsonl")), (each) => each.close());
  const notifications = undo.adopt(openJsonLines(join(directory, "sns.jsonl")), (each) => each.close());
  const storage = await startStorage({
    clock,
    events,
    region,
    directory,
    notified: (notification) => {
      notifications.append(notification);
      events.emit({ type: "notification", at: now(), ...notification });
    },
  });
  undo.defer(() => storage.close());
  const environment = cloudEnvironment(region, router.endpoint, storage.endpoint);

  const parameters = createParameterStore({ now, region, accountId: ACCOUNT });
  const book = createCommandBook({
    clock,
    events,
    timings,
    agentOf: (instanceId) => fleet.instances.get(instanceId)?.agent,
  });
  const fleet: Fleet = createFleet({
    clock,
    events,
    timings,
    region,
    accountId: ACCOUNT,
    directory,
    sandbox,
    images,
    online: (instanceId) => book.agentOnline(instanceId),
    lost: (instanceId, shape) => book.instanceLost(instanceId, shape),
    createAgent: (instance) =>
      createAgent({
        instanceId: instance.instanceId,
        region,
        sandbox: instance.sandbox,
        clock,
        s3Endpoint: storage.endpoint,
        environment: () => instanceEnvironment(router.endpoint, storage.endpoint, instance.imds?.endpoint ?? ""),
        fault: (commandId) => {
          const command = book.view(commandId, instance.instanceId);
          return command === undefined ? undefined : faults.command?.(command);
        },
        resolve: (text) => parameters.resolve(text),
        reclaim: (noticeSeconds) =>
          fleet.reclaim(instance.instanceId, noticeSeconds === undefined ? {} : { noticeSeconds }),
        reboot: () => fleet.reboot(instance),
      }),
  });
  const runInstances = createLauncher({ fleet, region, faults, imageIds: images && Object.keys(images) });
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

  const managed = (): readonly ManagedInstance[] => [...fleet.instances.values()].flatMap(managedInstance);
  const part = { clock, region, accountId: ACCOUNT, directory, environment, emit: events.emit };
  const stepFunctions = createStepFunctions(part);
  routes.json.push(stepFunctions.service);
  routes.json.push(createSsmService({ now, region, accountId: ACCOUNT, book, parameters, managed }));
  routes.json.push(createCloudWatchService({ now, record }));
  routes.query.push(createEc2Service({ fleet, region, accountId: ACCOUNT, runInstances }));
  routes.query.push(createCloudWatchQueryService({ now, record }));
  routes.query.push(createStsService(ACCOUNT));
  routes.rest.push(lambda.service);
  routes.passOn.push({
    matches: ({ signingName }) => signingName === "s3" || signingName === "sns" || signingName === "sqs",
    handle: (message, response) => storage.handle(message, response),
  });

  // From last to first: executions, no more requests, then what is at work, then what it writes to.
  undo.defer(() => lambda.stop());
  undo.defer(() => fleet.stop());
  undo.defer(() => book.stop());
  undo.defer(() => router.close());
  undo.defer(() => stepFunctions.stop());
  const stack = undo.move();
  let stopped: Promise<void> | undefined;
  return {
    endpoint: router.endpoint,
    region,
    environment,
    clock,
    sandbox,
    instances: () => [...fleet.instances.values()].map(instanceView),
    commands: () => book.views(),
    reclaim: (instanceId, reclaimOptions) => fleet.reclaim(instanceId, reclaimOptions),
    subscribe: (listener) => events.subscribe(listener),
    stop: () => (stopped ??= stack.disposeAsync()),
  };
}

/** Known to SSM once its agent has registered, until it shuts down for good; a stopped one is known but unreachable. */
function managedInstance(instance: Instance): readonly ManagedInstance[] {
  const { instanceId, tags, state, registered, agent } = instance;
  if (!registered || state === "shutting-down" || state === "terminated") return [];
  const pingStatus = agent === undefined ? "ConnectionLost" : "Online";
  return [{ instanceId, tags: Object.fromEntries(tags), pingStatus, listed: state !== "stopped" }];
}
