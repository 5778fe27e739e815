import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { SandboxChoice } from "../../cloud/sandbox-choice.ts";
import { LocalCloudError } from "../../errors.ts";
import { namespaceSandbox } from "./namespaces.ts";
import { plainSandbox } from "./plain.ts";
import type { Sandbox, SandboxSpec } from "./sandbox.ts";

/** Takes namespaces when asked for or possible; found out by booting one, once per process. */
export async function chooseSandbox(wanted: "auto" | "namespaces" | "plain"): Promise<SandboxChoice> {
  if (wanted === "plain") return { kind: "plain", reason: "asked for" };
  probe ??= tryNamespaces();
  const obstacle = await probe;
  if (obstacle === undefined) return { kind: "namespaces" };
  if (wanted === "auto") return { kind: "plain", reason: obstacle };
  throw new LocalCloudError("LOCAL_CLOUD_SANDBOX_UNAVAILABLE", `This machine does not allow namespaces: ${obstacle}`, {
    hint: 'ask for sandbox "auto" or "plain"',
  });
}

export function createSandbox(kind: SandboxChoice["kind"], spec: SandboxSpec): Sandbox {
  return kind === "namespaces" ? namespaceSandbox(spec) : plainSandbox(spec);
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
