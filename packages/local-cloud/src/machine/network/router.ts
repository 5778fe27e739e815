import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import type { Destination } from "./destinations.ts";
import { routerScript } from "./scripts.ts";

/** The network namespace between all instances. It is there until it is closed, or we end. */
export interface Router {
  /** The words that start a program in it. */
  readonly inside: readonly string[];
  /** The words that start a program where it may make namespaces of which ours can be neighbours. */
  readonly beside: readonly string[];
  /** Packets that lead nowhere can be seen in it. */
  readonly seen: boolean;
  /** Runs a shell script in it; rejects with its complaint. */
  run(script: string): Promise<void>;
  close(): Promise<void>;
}

const ROOT = process.getuid?.() === 0;

/**
 * What changes networks, mounts and roots lies where the PATH of a person who is not root often does not lead. Nothing else
 * of his environment: what runs on the machine can read that of its first process.
 */
export function systemPath(): NodeJS.ProcessEnv {
  return { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
}

/** Rejects where this machine does not allow it, with its words. */
export async function openRouter(destinations: readonly Destination[]): Promise<Router> {
  const user = ROOT ? [] : ["--user", "--map-root-user"];
  const holder = start(["unshare", ...user, "--net", "--", "sh", "-s"]);
  const complaint = collect(holder);
  holder.stdin?.write(`${routerScript(destinations)}\n`);
  const seen = await new Promise<boolean>((resolve, reject) => {
    holder.once("error", reject);
    holder.once("close", () => reject(new Error(complaint() || "unshare ended without a word")));
    let said = "";
    holder.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const word = /^ready (\w+)$/m.exec(said)?.[1];
      if (word !== undefined) resolve(word === "seen");
    });
  });
  const target = ["nsenter", "--target", String(holder.pid)];
  const as = ROOT ? [] : ["--user", "--preserve-credentials"];
  const inside = [...target, ...as, "--net", "--"];
  return {
    inside,
    beside: ROOT ? [] : [...target, ...as, "--"],
    seen,
    run: async (script) => {
      const shell = start([...inside, "sh", "-s"]);
      const words = collect(shell);
      shell.stdout?.resume();
      shell.stdin?.end(script);
      const [code] = (await once(shell, "close")) as [number | null];
      if (code !== 0) throw new Error(`The network could not be joined: ${words() || `exit ${code}`}`);
    },
    close: async () => {
      if (holder.exitCode !== null || holder.signalCode !== null) return;
      const gone = once(holder, "exit");
      holder.stdin?.end();
      await gone;
    },
  };
}

function start([program = "", ...words]: readonly string[]): ChildProcess {
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"], detached: true, cwd: "/", env: systemPath() });
  child.stdin?.on("error", () => {});
  return child;
}

/** What it complains of. */
function collect(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text.trim();
}
