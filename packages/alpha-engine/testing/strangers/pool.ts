import { type ChildProcess, fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** `late`: it was ended at its deadline. `died`: its process ended in the middle of it. */
  readonly ending: "over" | "late" | "died";
  /** Processes that it left running. */
  readonly leftovers: readonly string[];
}

/** What a worker is asked, and says. */
export interface Order {
  readonly argv: readonly string[];
}
export interface Done {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const WORKER = fileURLToPath(new URL("../strangers-worker-bin.ts", import.meta.url));
/** A process is not kept for more: what one command left in memory is not to be another's. */
const MOST_ORDERS = 40;
const GRACE_MS = 5000;

/** A process that runs `alpha-engine` again and again, replaced where it dies or is too late. */
export class Runner {
  readonly #folder: string;
  readonly #deadlineMs: number;
  #child: ChildProcess | undefined;
  #orders = 0;

  constructor(folder: string, deadlineMs: number) {
    this.#folder = folder;
    this.#deadlineMs = deadlineMs;
  }

  async run(argv: readonly string[]): Promise<Ended> {
    if (this.#orders >= MOST_ORDERS) await this.end();
    const child = (this.#child ??= fork(WORKER, { cwd: this.#folder, silent: true, execArgv: [] }));
    this.#orders += 1;
    const printed: Buffer[] = [];
    const keep = (chunk: Buffer): void => void printed.push(chunk);
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    const since = performance.now();
    const done = await this.#answer(child, argv);
    child.stdout?.off("data", keep);
    child.stderr?.off("data", keep);
    const seconds = (performance.now() - since) / 1000;
    if (typeof done === "string") {
      await this.end();
      return {
        code: -1,
        stdout: "",
        stderr: Buffer.concat(printed).toString("utf8"),
        seconds,
        ending: done,
        leftovers: [],
      };
    }
    return { ...done, seconds, ending: "over", leftovers: await leftoversOf(child) };
  }

  /** Ends the process, and waits until it has ended. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#orders = 0;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await gone;
    clearTimeout(timer);
  }

  async #answer(child: ChildProcess, argv: readonly string[]): Promise<Done | "late" | "died"> {
    const { promise, resolve } = Promise.withResolvers<Done | "late" | "died">();
    const onMessage = (message: unknown): void => resolve(message as Done);
    const onExit = (): void => resolve("died");
    const timer = setTimeout(() => resolve("late"), this.#deadlineMs);
    child.once("message", onMessage).once("exit", onExit);
    child.send({ argv } satisfies Order);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit);
    }
  }
}

/** The processes that are still there a moment later. */
async function leftoversOf({ pid }: ChildProcess): Promise<readonly string[]> {
  for (let tries = 0; tries < 20; tries++) {
    if (childrenOf(pid).length === 0) return [];
    await sleep(100);
  }
  return childrenOf(pid);
}

function childrenOf(parent: number | undefined): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [, state, ppid] = stat.slice(stat.lastIndexOf(")")).split(" ");
        return Number(ppid) === parent && state !== "Z"
          ? [`${name} ${stat.slice(stat.indexOf("("), stat.lastIndexOf(")") + 1)}`]
          : [];
      } catch {
        return [];
      }
    });
}
