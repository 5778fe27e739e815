import { instanceEnvironment } from "../../../cloud/environment.ts";
import type { Image } from "../../../cloud/image.ts";
import type { Part } from "../../../cloud/part.ts";
import { preparedLayer } from "../../../machine/layers/prepare.ts";
import { createMachine, type Machine } from "../../../machine/machine.ts";
import { answerMetadata } from "../../../machine/metadata/metadata-server.ts";
import type { Metadata } from "../../../machine/metadata/metadata.ts";
import type { Sandbox, SandboxSpec } from "../../../machine/sandbox/sandbox.ts";
import type { Instance } from "./instance.ts";

/** The cloud, and what machines are made of in it. */
export interface MachinePart extends Part {
  readonly createSandbox: (spec: SandboxSpec) => Sandbox;
}

export interface MachineSource {
  readonly part: MachinePart;
  /** What it finds on its disk. */
  readonly image: Image;
  readonly userData: string | undefined;
}

/** The machine under an instance; it is off. */
export function machineOf(instance: Omit<Instance, "machine">, { part, image, userData }: MachineSource): Machine {
  const { instanceId, hostname, folder } = instance;
  const { exposes = [], units = {} } = image;
  const unitFiles = Object.entries(units).map(([name, file]) => [`/etc/systemd/system/${name}`, file] as const);
  const files = { ...image.files, ...Object.fromEntries(unitFiles) };
  const metadata = answerMetadata(metadataOf(instance, part, userData), () => part.clock.now());
  const { privateIp: address } = instance;
  const line = part.network?.line({ instanceId, address, hostname, metadata });
  const environment = (): Record<string, string> => ({
    ...programEnvironment({ machine, accessKeyId: instance.accessKeyId }, part),
    // What a plain sandbox finds its processes by.
    AWS_SSM_INSTANCE_ID: instanceId,
  });
  const { createSandbox } = part;
  const repositories = part.remotes.placesOf(image);
  const own = { ...image, repositories };
  const spec = { instanceId, hostname, folder, files, exposes, region: part.region, image: own, ...(line && { line }) };
  const base = (): Promise<string> => preparedLayer({ image, spec, createSandbox, environment });
  const machine = createMachine({
    clock: part.clock,
    folder,
    sandbox: createSandbox({ ...spec, ...(image.prepare && { base }) }),
    metadata,
    userData,
    environment,
    self: { instanceId, address, folder },
    hosts: part.hosts,
    prepare: () => part.remotes.prepare(image),
    checkouts: image.checkouts ?? {},
    onLogin: (login, key) => {
      const by = part.callers.during(part.callers.withKey(key), () => part.callers.asker());
      part.bus.emit({ type: "remote-login", at: part.clock.now(), ...login, ...by });
    },
  });
  part.hosts.add({
    instanceId,
    address,
    hostname,
    folder,
    state: () => LISTENS[instance.state] ?? "off",
    logIn: (session) => machine.logIn(session),
  });
  return machine;
}

/** sshd is there when the machine has booted, and nothing answers where there is none. */
const LISTENS: Partial<Record<Instance["state"], "booting" | "on">> = { pending: "booting", running: "on" };

/** What leads a program of the instance to this cloud. */
export function programEnvironment(
  { machine, accessKeyId }: Pick<Instance, "machine" | "accessKeyId">,
  { environment, network }: Part,
): Record<string, string> {
  const metadata = network === undefined ? (machine.metadataEndpoint() ?? "") : undefined;
  return instanceEnvironment(environment, metadata, accessKeyId);
}

function metadataOf(instance: Omit<Instance, "machine">, place: Part, userData: string | undefined): Metadata {
  return {
    instanceId: instance.instanceId,
    instanceType: instance.instanceType,
    imageId: instance.imageId,
    reservationId: instance.reservationId,
    launchIndex: instance.launchIndex,
    securityGroupIds: instance.securityGroupIds,
    profile: instance.profile,
    accessKeyId: instance.accessKeyId,
    launchedAt: instance.launchedAt,
    options: instance.metadata,
    userData,
    tags: () => instance.tags,
    availabilityZone: instance.availabilityZone,
    place,
    privateIp: instance.privateIp,
    hostname: instance.hostname,
    lifecycle: instance.spot === undefined ? "on-demand" : "spot",
    reclaimAt: () => instance.reclaimAt,
    rebalanceAt: () => instance.rebalanceAt,
  };
}
