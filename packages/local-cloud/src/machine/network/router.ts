import { type ChildProcessWithoutNullStreams as Holder, spawn } from "node:child_process";
import { once } from "node:events";
import type { Duplex } from "node:stream";

import { BINDER, receiveSockets, type Sockets } from "./bind-sockets.ts";
import type { Destination } from "./destinations.ts";
import { type Join, lineBatch, routerScript, unplugBatch } from "./scripts.ts";
import { WATCHER } from "./watch-strays.ts";

/** The network namespace between all instances. It is there until it is closed, or we end. */
export interface Router {
  /** The process that holds it. */
  readonly pid: number;
  /** The words that start a program where it may make namespaces of which ours can be neighbours. */
  readonly beside: readonly string[];
  /** Packets that lead nowhere can be seen in it. */
  readonly seen: boolean;
  /** Its ports that were asked for; rejects when nothing of the cloud can be reached. */
  readonly sockets: Promise<Sockets>;
  /** Who watches for such packets: nobody answers them before this is heard. */
  readonly watcher: Duplex;
  /** Gives the network namespace of a process its interface; rejects with the kernel's complaint. */
  plug(join: Join): Promise<void>;
  /** What is sent to this address is sent to nobody. */
  unplug(address: string): void;
  close(): Promise<void>;
}

const ROOT = process.getuid?.() === 0;
/** Whoever is not this machine's root makes namespaces only where the router's lie. */
export const NEEDS_ENTRY: boolean = !ROOT;
const AS_USER = ROOT ? [] : ["--user", "--map-root-user"];

/**
 * What changes networks, mounts and roots lies where the PATH of a person who is not root often does not lead. Nothing else
 * of his environment: what runs on the machine can read that of its first process.
 */
export function systemPath(): NodeJS.ProcessEnv {
  return { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}

/** Binds these ports in it, if any. Rejects where this machine does not allow it, with its words. */
export async function openRouter(destinations: readonly Destination[], ports: readonly number[] = []): Promise<Router> {
  const words = [process.execPath, BINDER, ports.join(","), WATCHER];
  const holder = spawn("unshare", [...AS_USER, "--net", "--", "sh", "-s", ...words], {
    stdio: ["pipe", "pipe", "pipe", "ipc", "pipe"],
    detached: true,
    cwd: "/",
    env: systemPath(),
  }) as Holder;
  holder.stdin.on("error", () => {});
  holder.stdin.write(`${routerScript(destinations)}\n`);
  const sockets = receiveSockets(holder, ports.length);
  sockets.catch(() => {});
  const seen = await readiness(holder);
  const plug = plugsOf(holder);
  const plugged = new Set<string>();
  const target = ["nsenter", "--target", String(holder.pid), ...(ROOT ? [] : ["--user", "--preserve-credentials"])];
  return {
    pid: holder.pid ?? 0,
    beside: ROOT ? [] : [...target, "--"],
    seen,
    sockets,
    watcher: holder.stdio[4] as Duplex,
    plug: async (join) => {
      await plug(join);
      plugged.add(join.address);
    },
    unplug: (address) => {
      if (plugged.delete(address)) holder.stdin.write(unplugBatch(address));
    },
    close: async () => {
      if (holder.exitCode !== null || holder.signalCode !== null) return;
      const gone = once(holder, "exit");
      holder.stdin.end();
      await gone;
    },
  };
}

async function readiness(holder: Holder): Promise<boolean> {
  let complaint = "";
  let said = "";
  holder.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  return await new Promise<boolean>((resolve, reject) => {
    holder.once("error", reject);
    holder.once("close", () => reject(new Error(complaint.trim() || "unshare ended without a word")));
    holder.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const word = /^ready (\w+)$/m.exec(said)?.[1];
      if (word !== undefined) resolve(word === "seen");
    });
  });
}

/** What holds the router has become an `ip` that reads what it is to do, and shows each line when it is there. */
function plugsOf(holder: Holder): Router["plug"] {
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const refuse = (words: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(`The network cannot be joined: ${words.trim()}`));
    waiting.clear();
  };
  let text = "";
  holder.stdout.on("data", (chunk: Buffer) => {
    const lines = (text + chunk.toString()).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const name = /^\d+: (\w+)@.* master /.exec(line)?.[1] ?? "";
      waiting.get(name)?.resolve();
      waiting.delete(name);
    }
  });
  holder.stderr.on("data", (chunk: Buffer) => refuse(chunk.toString()));
  holder.once("exit", () => refuse("it is closed"));
  return async (join) => {
    const done = Promise.withResolvers<void>();
    waiting.set(join.line, done);
    holder.stdin.write(lineBatch(join));
    await done.promise;
  };
}
