import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Agent } from "../agent/agent.ts";
import { LocalCloudError } from "../errors.ts";
import type { Events } from "../events.ts";
import { startImds } from "../imds/imds-server.ts";
import type { Image, ReclaimOptions, Timings } from "../options.ts";
import { createSandbox, type SandboxChoice } from "../sandbox/choose-sandbox.ts";
import type { PowerRequest } from "../sandbox/power-button.ts";
import type { InstanceState } from "../views.ts";
import { instanceView, type Instance, type SpotRequest } from "./instance.ts";
import type { LaunchSpec } from "./launch-spec.ts";

export interface FleetOptions {
  readonly clock: Clock;
  readonly events: Events;
  readonly timings: Timings;
  readonly region: string;
  readonly accountId: string;
  readonly directory: string;
  readonly sandbox: SandboxChoice;
  readonly images: Readonly<Record<string, Image>> | undefined;
  createAgent(instance: Instance): Agent;
  online(instanceId: string): void;
  lost(instanceId: string, shape: "undeliverable" | "silent"): void;
}

export interface Fleet {
  readonly instances: ReadonlyMap<string, Instance>;
  launch(spec: LaunchSpec): readonly Instance[];
  terminate(instance: Instance): void;
  halt(instance: Instance): void;
  start(instance: Instance): void;
  reboot(instance: Instance): Promise<void>;
  reclaim(instanceId: string, options?: ReclaimOptions): void;
  /** Kills everything at once; nothing is scheduled any more. */
  stop(): Promise<void>;
}

/** The machines and what becomes of them. */
export function createFleet(options: FleetOptions): Fleet {
  const { clock, events, timings } = options;
  const instances = new Map<string, Instance>();
  const endings = new Set<Promise<void>>();
  let stopped = false;

  const become = (instance: Instance, state: InstanceState): void => {
    instance.state = state;
    events.emit({ type: "instance-state", at: clock.now(), instance: instanceView(instance) });
  };

  const later = (instance: Instance, seconds: number, callback: () => void): (() => void) => {
    const cancel = clock.schedule(seconds * 1000, () => {
      instance.timers.delete(cancel);
      callback();
    });
    instance.timers.add(cancel);
    return cancel;
  };

  const boot = (instance: Instance): void => {
    const release = clock.hold();
    instance.booted = startMachine(instance, options, (request) => pressed(instance, request)).finally(release);
    instance.booted.catch((error: unknown) => failBoot(instance, error as Error));
    later(instance, timings.boot, () => {
      // The machine may take longer than that in this world's time.
      void instance.booted.then(
        () => {
          if (instance.state !== "pending") return;
          become(instance, "running");
          later(instance, timings.agentOnline, () => register(instance));
        },
        () => {},
      );
    });
  };

  const failBoot = (instance: Instance, { message }: Error): void => {
    if (instance.state !== "pending") return;
    instance.stateReason = { code: "Server.InternalError", message: `Server.InternalError: ${message}` };
    instance.transitionReason = "Server.InternalError";
    ended(instance, "terminated");
  };

  const register = (instance: Instance): void => {
    if (instance.state !== "running") return;
    instance.agent = options.createAgent(instance);
    instance.registered = true;
    become(instance, "running");
    options.online(instance.instanceId);
  };

  const ended = (instance: Instance, state: "terminated" | "stopped"): void => {
    if (state === "terminated") instance.terminatedAt = clock.now();
    become(instance, state);
  };

  /** Everything in it dies now; the clock is held until it has. */
  const powerOff = (instance: Instance, shape: "undeliverable" | "silent", after: () => void): void => {
    for (const cancel of instance.timers) cancel();
    instance.timers.clear();
    const release = clock.hold();
    const ending = Promise.all([instance.agent?.die(), stopMachine(instance)]).then(() => {
      if (!stopped) {
        options.lost(instance.instanceId, shape);
        later(instance, timings.shutdown, after);
      }
      release();
    });
    instance.agent = undefined;
    endings.add(ending);
    void ending.finally(() => endings.delete(ending));
  };

  /** `shutdown` within the instance; what it does to a one-time spot instance told to stop is not documented: terminate. */
  const pressed = (instance: Instance, request: PowerRequest): void => {
    instance.pendingShutdown?.();
    instance.pendingShutdown = undefined;
    if (request.kind === "cancel" || instance.state !== "running") return;
    const act = (): void => {
      if (instance.state !== "running") return;
      if (request.kind === "reboot") void reboot(instance);
      else shutDown(instance);
    };
    if (request.delaySeconds === 0) act();
    else instance.pendingShutdown = later(instance, request.delaySeconds, act);
  };

  const shutDown = (instance: Instance): void => {
    const code = "Client.InstanceInitiatedShutdown";
    instance.stateReason = { code, message: `${code}: Instance initiated shutdown` };
    instance.transitionReason = "";
    const stays = instance.spot === undefined && instance.shutdownBehavior === "stop";
    if (instance.spot?.state === "active") {
      closeRequest(
        instance.spot,
        "instance-terminated-by-user",
        "Spot Instance terminated due to user-initiated termination.",
      );
    }
    become(instance, stays ? "stopping" : "shutting-down");
    powerOff(instance, stays ? "silent" : "undeliverable", () => ended(instance, stays ? "stopped" : "terminated"));
  };

  const reboot = async (instance: Instance): Promise<void> => {
    await stopMachine(instance);
    if (instance.state !== "running") return;
    instance.booted = startMachine(instance, options, (request) => pressed(instance, request));
    await instance.booted;
  };

  const userInitiated = (instance: Instance): void => {
    instance.transitionReason = `User initiated (${gmt(clock.now())})`;
    const code = "Client.UserInitiatedShutdown";
    instance.stateReason = { code, message: `${code}: User initiated shutdown` };
  };

  const closeRequest = (spot: SpotRequest, code: string, message: string): void => {
    Object.assign(spot, { state: "closed", code, message, updatedAt: clock.now() });
  };

  return {
    instances,
    launch: (spec) => {
      const reservationId = `r-${hex(17)}`;
      const launched = Array.from({ length: spec.count }, () => newInstance(spec, reservationId, options));
      for (const instance of launched) {
        instances.set(instance.instanceId, instance);
        become(instance, "pending");
        boot(instance);
      }
      return launched;
    },
    terminate: (instance) => {
      if (instance.state === "shutting-down" || instance.state === "terminated") return;
      userInitiated(instance);
      if (instance.spot?.state === "active") {
        const message = "Spot Instance terminated due to user-initiated termination.";
        closeRequest(instance.spot, "instance-terminated-by-user", message);
      }
      become(instance, "shutting-down");
      powerOff(instance, "undeliverable", () => ended(instance, "terminated"));
    },
    halt: (instance) => {
      if (instance.state === "stopping" || instance.state === "stopped") return;
      userInitiated(instance);
      become(instance, "stopping");
      // The agent is not there to say anything: InProgress until the total timeout (ssm-ug monitor-commands).
      powerOff(instance, "silent", () => ended(instance, "stopped"));
    },
    start: (instance) => {
      if (instance.state !== "stopped") return;
      instance.stateReason = undefined;
      instance.transitionReason = "";
      become(instance, "pending");
      boot(instance);
    },
    reboot,
    reclaim: (instanceId, { noticeSeconds = 120, ssm = "undeliverable" } = {}) => {
      const instance = instances.get(instanceId);
      const spot = instance?.spot;
      if (instance === undefined || spot === undefined || instance.terminatedAt !== undefined) {
        const what = instance === undefined ? "is not here" : spot === undefined ? "is on-demand" : "has ended";
        throw new LocalCloudError(
          "LOCAL_CLOUD_NO_SUCH_INSTANCE",
          `Instance ${instanceId} cannot be reclaimed: it ${what}`,
          "only a living spot instance can be reclaimed",
        );
      }
      if (spot.state === "closed") return;
      // The request flips at once, two minutes ahead of the instance (ec2-ug spot-request-status; field trace in C4).
      closeRequest(
        spot,
        "instance-terminated-no-capacity",
        "Your Spot instance was terminated because there is no Spot capacity available that matches your request.",
      );
      instance.rebalanceAt = clock.now();
      instance.reclaimAt = clock.now() + noticeSeconds * 1000;
      events.emit({ type: "instance-state", at: clock.now(), instance: instanceView(instance) });
      later(instance, noticeSeconds, () => {
        // While shutting down there may be no StateReason yet, only this text (alpha-engine incident 2026-06-06).
        instance.transitionReason = `Service initiated (${gmt(clock.now())})`;
        become(instance, "shutting-down");
        powerOff(instance, ssm, () => {
          const code = "Server.SpotInstanceTermination";
          instance.stateReason = { code, message: `${code}: Spot instance termination` };
          ended(instance, "terminated");
        });
      });
    },
    stop: async () => {
      stopped = true;
      for (const instance of instances.values()) {
        for (const cancel of instance.timers) cancel();
        instance.timers.clear();
      }
      const all = [...instances.values()];
      await Promise.all([...endings, ...all.map(({ agent }) => agent?.die()), ...all.map(stopMachine)]);
    },
  };
}

async function startMachine(
  instance: Instance,
  { region, accountId, clock }: FleetOptions,
  press: (request: PowerRequest) => void,
): Promise<void> {
  await mkdir(instance.folder, { recursive: true });
  await instance.sandbox.boot(press);
  instance.imds ??= await startImds(
    {
      instanceId: instance.instanceId,
      instanceType: instance.instanceType,
      imageId: instance.imageId,
      availabilityZone: instance.availabilityZone,
      region,
      accountId,
      privateIp: instance.privateIp,
      hostname: instance.hostname,
      lifecycle: instance.spot === undefined ? "on-demand" : "spot",
      reclaimAt: () => instance.reclaimAt,
      rebalanceAt: () => instance.rebalanceAt,
    },
    () => clock.now(),
  );
}

async function stopMachine(instance: Instance): Promise<void> {
  await instance.booted.catch(() => {});
  const { imds } = instance;
  instance.imds = undefined;
  await Promise.all([instance.sandbox.kill(), imds?.close()]);
}

function newInstance(spec: LaunchSpec, reservationId: string, options: FleetOptions): Instance {
  const instanceId = `i-0${hex(16)}`;
  const bytes = randomBytes(2);
  const address = [10, 0, bytes[0] ?? 0, bytes[1] ?? 0];
  const hostname = `ip-${address.join("-")}`;
  const folder = join(options.directory, "instances", instanceId);
  const image = options.images?.[spec.imageId] ?? {};
  const now = options.clock.now();
  return {
    instanceId,
    reservationId,
    imageId: spec.imageId,
    instanceType: spec.instanceType,
    availabilityZone: spec.availabilityZone,
    subnetId: spec.subnetId,
    securityGroupIds: spec.securityGroupIds,
    profile: spec.profile,
    keyName: spec.keyName,
    privateIp: address.join("."),
    hostname,
    clientToken: spec.clientToken,
    shutdownBehavior: spec.shutdownBehavior,
    launchedAt: now,
    tags: new Map(spec.tags),
    spot: spec.spot ? newRequest(spec, now) : undefined,
    folder,
    sandbox: createSandbox(options.sandbox.kind, {
      instanceId,
      hostname,
      folder,
      files: image.files ?? {},
      exposes: image.exposes ?? [],
    }),
    state: "pending",
    stateReason: undefined,
    transitionReason: "",
    terminatedAt: undefined,
    agent: undefined,
    registered: false,
    imds: undefined,
    reclaimAt: undefined,
    rebalanceAt: undefined,
    booted: Promise.resolve(),
    pendingShutdown: undefined,
    timers: new Set(),
  };
}

function newRequest({ spotTags }: LaunchSpec, now: number): SpotRequest {
  return {
    requestId: `sir-${hex(8)}`,
    createdAt: now,
    tags: new Map(spotTags),
    state: "active",
    code: "fulfilled",
    message: "Your Spot request is fulfilled.",
    updatedAt: now,
  };
}

function hex(length: number): string {
  return randomBytes(length).toString("hex").slice(0, length);
}

/** `2026-06-06 03:10:11 GMT` */
function gmt(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} GMT`;
}
