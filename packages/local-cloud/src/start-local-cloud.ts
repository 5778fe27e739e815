import { join, resolve } from "node:path";

import type { Clock } from "@alpha-engine/asl";
import { type Duration, toSeconds } from "@alpha-engine/dialect";

import type { CapacityControl } from "./cloud/capacity.ts";
import type { CloudEvent } from "./cloud/cloud-event.ts";
import { createParts } from "./cloud/create-parts.ts";
import { createServices, joined, offersOf, routesTo } from "./cloud/create-services.ts";
import { type Everywhere, everywhereIn } from "./cloud/everywhere.ts";
import { claimFolder } from "./cloud/kept/claim-folder.ts";
import { type KeptRegions, keptRegions } from "./cloud/kept/kept-place.ts";
import { makeFolder } from "./cloud/kept/make-folder.ts";
import type { Connection } from "./cloud/network.ts";
import type { LocalCloudOptions } from "./cloud/options.ts";
import type { Part } from "./cloud/part.ts";
import { placeOf } from "./cloud/place.ts";
import type { ReclaimOptions } from "./cloud/reclaim-options.ts";
import { createRegions } from "./cloud/regions.ts";
import type { PushOptions } from "./cloud/remotes.ts";
import type { SandboxChoice } from "./cloud/sandbox-choice.ts";
import type { CreateService } from "./cloud/service.ts";
import type { CommandView, InstanceView } from "./cloud/views.ts";
import { createNetwork } from "./machine/network/network.ts";
import { programBehind } from "./machine/network/program-behind.ts";
import { chooseSandbox } from "./machine/sandbox/choose-sandbox.ts";
import { createCloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import { createControl } from "./services/control/control.ts";
import { createDynamoDb } from "./services/dynamodb/dynamodb.ts";
import { createEc2 } from "./services/ec2/ec2.ts";
import { createEventBridge } from "./services/eventbridge/eventbridge.ts";
import { createLambda } from "./services/lambda/lambda.ts";
import { createLogs } from "./services/logs/logs.ts";
import { createS3 } from "./services/s3/s3.ts";
import { createSns } from "./services/sns/sns.ts";
import { createSqs } from "./services/sqs/sqs.ts";
import { createSsm } from "./services/ssm/ssm.ts";
import { createStepFunctions } from "./services/step-functions/step-functions.ts";
import { createSts } from "./services/sts/sts.ts";
import { bindEntrance } from "./wire/entrance.ts";
import { createRouter, type Routes } from "./wire/router.ts";

/** What is in no region: a bucket's name is taken everywhere. */
const GLOBAL: readonly CreateService[] = [createS3];

/**
 * What is in each region, apart. In the order in which they are created: who uses what another one offers comes after it.
 * They end from last to first.
 */
const REGIONAL: readonly CreateService[] = [
  createSqs,
  createSns,
  createDynamoDb,
  createCloudWatch,
  createLogs,
  createSts,
  createLambda,
  createEc2,
  createSsm,
  createStepFunctions,
  createEventBridge,
];

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;

/** A running cloud: where it listens, what is in it, and what can be done to it. */
export interface LocalCloud {
  /** The router, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** Where a request is for that says none. */
  readonly region: string;
  readonly account: string;
  /** What a process of this machine needs in its environment to talk to this cloud and to no other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly sandbox: SandboxChoice;
  /** What there is to launch, and what was tried. */
  readonly capacity: CapacityControl;
  instances(): readonly InstanceView[];
  /** One entry per command and instance, oldest first. */
  commands(): readonly CommandView[];
  /** The operations that answer, by service as it signs: `ssm` has `SendCommand`, … */
  operations(): ReadonlyMap<string, ReadonlySet<string>>;
  /** What instances tried to reach besides this cloud and each other, oldest first; nothing where `sandbox.network` is shared. */
  connections(): readonly Connection[];
  /** How often each operation was called so far, by `service:Operation`. */
  calls(): ReadonlyMap<string, number>;
  /** Takes a spot instance away as AWS does: notice first. Throws when there is no such living spot instance. */
  reclaim(instanceId: string, options?: ReclaimOptions): void;
  /** Cuts an agent's connection while its machine and its scripts run on, for so long; without `lasts` for good. */
  disconnect(instanceId: string, lasts?: Duration): void;
  /** Brings it back: what it has to say is said, what waits for it is delivered. */
  reconnect(instanceId: string): void;
  /** Somebody merges: moves the remote of checkouts on. The answer is the new commit. */
  push(url: string, options: PushOptions): Promise<string>;
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
  const home = placeOf(options.region ?? "us-east-1", options.account ?? "000000000000");
  const sandbox = await chooseSandbox(options.sandbox ?? "auto", options.network);
  await using undo = new AsyncDisposableStack();
  // The very last: nothing of it is called back, or written down, behind its end.
  const stopped = new AbortController();
  undo.defer(() => stopped.abort());
  // Its address is known from the beginning; who comes before everything is registered waits.
  const entrance = undo.adopt(await bindEntrance(options.port ?? 0), (each) => each.close());
  const directory = resolve(options.directory);
  makeFolder(directory);
  let kept: KeptRegions | undefined;
  if (options.keep === true) {
    const state = join(directory, "state");
    undo.defer(claimFolder(state));
    kept = keptRegions(state, home);
  }
  const { endpoint } = entrance;
  const state = (region: string): string | undefined => kept?.folderOf(region);
  const partOf = createParts({
    options,
    directory,
    sandbox,
    endpoint,
    stopped: stopped.signal,
    home,
    state,
    keyBehind: (address, port) =>
      LOOPBACK.test(address) ? programBehind(process.pid, "tcp", port)?.accessKeyId : undefined,
    ...(sandbox.network.kind === "own" && {
      createNetwork: (now, onConnection) =>
        createNetwork({ entrance, options: options.network ?? {}, now, onConnection }),
    }),
  });
  const [first = home.region, ...others] = kept?.regions ?? [];

  const { part, welcome } = partOf(first);
  undo.defer(async () => await part.network?.close());
  const globals = await createServices(GLOBAL, part, welcome, undo);
  const regions = createRegions({ creators: REGIONAL, partOf, offers: offersOf(globals) });
  undo.defer(() => regions.stop());
  undo.defer(() => regions.endWork());
  for (const region of [first, ...others]) await regions.of(region);
  const homeRegion = await regions.of(home.region);
  const everywhere = everywhereIn(regions, homeRegion);

  // From last to first: what is under way by itself, no more requests, then what is at work, then what it writes to.
  undo.defer(() => entrance.close());
  undo.defer(() => regions.endWork());
  for (const service of globals) undo.defer(async () => await service.endWork?.());
  const shared = routesTo([...globals, createControl(everywhere)]);
  const routesOf = async (region = home.region): Promise<Routes> => joined(shared, (await regions.of(region)).routes);
  entrance.open(createRouter(routesOf, part.door));
  return handleOf(homeRegion.part, everywhere, undo.move());
}

function handleOf(part: Part, { machines, commands, capacity }: Everywhere, stack: AsyncDisposableStack): LocalCloud {
  let stopped: Promise<void> | undefined;
  const connections: Connection[] = [];
  part.bus.subscribe((event) => {
    if (event.type !== "connection") return;
    const { type: _, ...connection } = event;
    connections.push(connection);
  });
  return {
    endpoint: part.environment["AWS_ENDPOINT_URL"] ?? "",
    region: part.region,
    account: part.accountId,
    environment: part.environment,
    clock: part.clock,
    sandbox: part.sandbox,
    capacity,
    instances: () => machines.views(),
    commands: () => commands(),
    operations: () => part.operations,
    connections: () => connections,
    calls: () => part.door.calls,
    reclaim: (instanceId, options) => machines.reclaim(instanceId, options),
    disconnect: (instanceId, lasts) =>
      machines.disconnect(instanceId, lasts === undefined ? undefined : toSeconds(lasts, "lasts")),
    reconnect: (instanceId) => machines.reconnect(instanceId),
    push: (url, options) => part.remotes.push(url, options),
    subscribe: (listener) => part.bus.subscribe(listener),
    stop: () => (stopped ??= stack.disposeAsync()),
  };
}
