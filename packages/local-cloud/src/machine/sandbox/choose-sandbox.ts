import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { NetworkChoice, NetworkOptions } from "../../cloud/network.ts";
import type { SandboxChoice } from "../../cloud/sandbox-choice.ts";
import { LocalCloudError } from "../../errors.ts";
import { allowsEverything, destinationsOf } from "../network/destinations.ts";
import { openRouter } from "../network/router.ts";
import { namespaceSandbox } from "./namespaces.ts";
import { plainSandbox } from "./plain.ts";
import type { Sandbox, SandboxSpec } from "./sandbox.ts";

/** Takes namespaces when asked for or possible; found out by booting one, once per process. */
export async function chooseSandbox(
  wanted: "auto" | "namespaces" | "plain",
  network: NetworkOptions = {},
): Promise<SandboxChoice> {
  destinationsOf(network);
  if (wanted === "plain") return { kind: "plain", reason: "asked for", network: PLAIN };
  probe ??= tryNamespaces();
  const [obstacle, choice] = await Promise.all([probe, chooseNetwork(network)]);
  if (obstacle === undefined) return { kind: "namespaces", network: choice };
  if (wanted === "auto") return { kind: "plain", reason: obstacle, network: PLAIN };
  throw new LocalCloudError("LOCAL_CLOUD_SANDBOX_UNAVAILABLE", `This machine does not allow namespaces: ${obstacle}`, {
    hint: 'ask for sandbox "auto" or "plain"',
  });
}

export function createSandbox(kind: SandboxChoice["kind"], spec: SandboxSpec): Sandbox {
  return kind === "namespaces" ? namespaceSandbox(spec) : plainSandbox(spec);
}

const PLAIN: NetworkChoice = { kind: "shared", reason: "instances in a plain sandbox have this machine's network" };

async function chooseNetwork(options: NetworkOptions): Promise<NetworkChoice> {
  if (allowsEverything(options)) return { kind: "shared", reason: "everything is allowed" };
  networkProbe ??= tryNetwork();
  return await networkProbe;
}

let networkProbe: Promise<NetworkChoice> | undefined;

async function tryNetwork(): Promise<NetworkChoice> {
  try {
    const router = await openRouter([]);
    try {
      await router.plug({ pid: router.pid, address: "10.0.0.4", line: "line1" });
    } finally {
      await router.close();
    }
    if (router.seen) return { kind: "own" };
    return { kind: "own", unseen: "it takes perl and /dev/net/tun to see what has no route" };
  } catch (error) {
    return { kind: "shared", reason: `this machine does not allow another one: ${(error as Error).message}` };
  }
}

let probe: Promise<string | undefined> | undefined;

async function tryNamespaces(): Promise<string | undefined> {
  if (process.platform !== "linux") return `${process.platform} has none`;
  const folder = await mkdtemp(join(tmpdir(), "local-cloud-probe-"));
  const instance = join(folder, "i");
  await mkdir(instance);
  const sandbox = namespaceSandbox({
    instanceId: "probe",
    hostname: "probe",
    folder: instance,
    files: {},
    exposes: [],
  });
  try {
    await sandbox.boot(() => {});
    return (await runs(sandbox)) ? undefined : "a program could not be started in one";
  } catch (error) {
    return (error as Error).message;
  } finally {
    await sandbox.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

async function runs(sandbox: Sandbox): Promise<boolean> {
  const child = sandbox.spawn(["true"], { cwd: "/usr/bin", env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } });
  child.stdout?.resume();
  child.stderr?.resume();
  return await new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
}
