import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { Clock } from "@alpha-engine/asl";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import type { CapacityControl } from "./cloud/capacity.ts";
import type { CloudEvent } from "./cloud/cloud-event.ts";
import { createPart } from "./cloud/create-part.ts";
import { createServices, routesTo } from "./cloud/create-services.ts";
import { claimFolder } from "./cloud/kept/claim-folder.ts";
import type { LocalCloudOptions } from "./cloud/options.ts";
import type { Part } from "./cloud/part.ts";
import type { ReclaimOptions } from "./cloud/reclaim-options.ts";
import type { SandboxChoice } from "./cloud/sandbox-choice.ts";
import type { CreateService } from "./cloud/service.ts";
import type { CommandView, InstanceView } from "./cloud/views.ts";
import { chooseSandbox } from "./machine/sandbox/choose-sandbox.ts";
import { createCloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import { createControl } from "./services/control/control.ts";
import { createDynamoDb } from "./services/dynamodb/dynamodb.ts";
import { createEc2 } from "./services/ec2/ec2.ts";
import { createEventBridge } from "./services/eventbridge/eventbridge.ts";
import { createLambda } from "./services/lambda/lambda.ts";
import { createLogs } from "./services/logs/logs.ts";
import { createSsm } from "./services/ssm/ssm.ts";
import { createStepFunctions } from "./services/step-functions/step-functions.ts";
import { createStorage } from "./services/storage/storage.ts";
import { createSts } from "./services/sts/sts.ts";
import { bindEntrance } from "./wire/entrance.ts";
import { createRouter } from "./wire/router.ts";

/** In the order in which they are created: who uses what another one offers comes after it. They end from last to first. */
const SERVICES: readonly CreateService[] = [
  createStorage,
  createDynamoDb,
  createCloudWatch,
  createLogs,
  createSts,
  createLambda,
  createEc2,
  createSsm,
  createStepFunctions,
  createEventBridge,
  createControl,
];

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
  /** Cuts an agent's connection while its machine and its scripts run on, for so long; without `lasts` for good. */
  disconnect(instanceId: string, lasts?: Duration): void;
  /** Brings it back: what it has to say is said, what waits for it is delivered. */
  reconnect(instanceId: string): void;
  subscribe(listener: (event: CloudEvent) => void): () => void;
  /** Kills every process of every instance, flushes the files and closes the ports. Safe at any time, and again. */
  stop(): Promise<void>;
}

/**
 * Starts AWS on loopback. Nothing answers before everything is there, and nothing is left running when it throws.
 *
 * @throws LocalCloudError when the port or the folder is taken, or namespaces were asked for and this machine does not allow them
 *
 * @example
 * ```ts example
 * import { startLocalCloud } from "@alpha-engine/local-cloud";
 * import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
 *
 * const cloud = await startLocalCloud({ directory: ".local-cloud" });
 * Object.assign(process.env, cloud.environment); // every client built from here on talks to this cloud
 * const { Reservations } = await new EC2Client().send(new DescribeInstancesCommand());
 * console.log(Reservations, cloud.instances());
 * await cloud.stop();
 * ```
 * ```text output
 * [] []
 * ```
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const sandbox = await chooseSandbox(options.sandbox ?? "auto");
  await using undo = new AsyncDisposableStack();
  // Its address is known from the beginning; who comes before everything is registered waits.
  const entrance = undo.adopt(await bindEntrance(options.port ?? 0), (each) => each.close());
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true });
  const state = options.keep === true ? join(directory, "state") : undefined;
  if (state !== undefined) undo.defer(claimFolder(state));
  const { endpoint } = entrance;
  const { part, welcome } = createPart({ options, directory, state, sandbox, endpoint });
  const services = await createServices(SERVICES, part, welcome, undo);

  // From last to first: what is under way by itself, no more requests, then what is at work, then what it writes to.
  undo.defer(() => entrance.close());
  for (const service of services) undo.defer(async () => await service.endWork?.());
  for (const service of services) service.open?.();
  entrance.open(createRouter(routesTo(services), part.door));
  return handleOf(part, endpoint, undo.move());
}

function handleOf(part: Part, endpoint: string, stack: AsyncDisposableStack): LocalCloud {
  const machines = part.offered("machines");
  const commands = part.offered("commands");
  let stopped: Promise<void> | undefined;
  return {
    endpoint,
    region: part.region,
    environment: part.environment,
    clock: part.clock,
    sandbox: part.sandbox,
    capacity: part.offered("capacity"),
    instances: () => machines.views(),
    commands: () => commands(),
    reclaim: (instanceId, options) => machines.reclaim(instanceId, options),
    disconnect: (instanceId, lasts) =>
      machines.disconnect(instanceId, lasts === undefined ? undefined : toSeconds(lasts, "lasts")),
    reconnect: (instanceId) => machines.reconnect(instanceId),
    subscribe: (listener) => part.bus.subscribe(listener),
    stop: () => (stopped ??= stack.disposeAsync()),
  };
}
