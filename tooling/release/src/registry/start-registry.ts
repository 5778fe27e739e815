import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { ReleaseCheckError } from "../errors.ts";

export interface Registry {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Process id of the server. */
  readonly pid: number;
  /** A user configuration of npm with which everything goes to this registry. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

/** A real registry (verdaccio) on a free port of 127.0.0.1 that keeps everything in `folder`. */
export async function startRegistry(folder: string, signal: AbortSignal): Promise<Registry> {
  signal.throwIfAborted();
  await mkdir(join(folder, "storage"), { recursive: true });
  const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)), [folder], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text: Buffer) => (printed += text.toString()));
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    else child.kill();
    const late = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(late);
  };
  const started = once(child, "message", { signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]) });
  const first = await Promise.race([
    started.then(([message]) => message as { port: number }),
    ended.then(() => undefined),
  ]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  started.catch(() => {});
  if (first === undefined) throw new ReleaseCheckError(`the registry did not start: ${printed.slice(-2000)}`);
  const address = `127.0.0.1:${first.port}/`;
  const npmrc = join(folder, "npmrc");
  await writeFile(npmrc, `registry=http://${address}\n//${address}:_authToken=nobody-asks\n`);
  return { url: `http://${address}`, pid: child.pid ?? 0, npmrc, stop };
}
