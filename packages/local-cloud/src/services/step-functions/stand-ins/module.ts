import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

import { type JsonValue, TaskFailure } from "@alpha-engine/asl";

import type { StandInModule } from "../../../cloud/stand-in.ts";
import type { Asked, Outside } from "./asked.ts";
import { brokenStandIn } from "./broken-stand-in.ts";
import type { Surroundings } from "./command.ts";
import type { ModuleAnswer, ModuleOrder, ModuleReply } from "./module-host.ts";
import { keepPrinted } from "./stand-in-log.ts";

/** Beside this file's folder in the sources, beside this file when built. */
const HERE = import.meta.url;
const HOST = new URL(HERE.endsWith(".ts") ? "../../../stand-in-bin.ts" : "./stand-in-bin.js", HERE);

/** A thread that does not say a word for so long is at work on something that never ends. */
const SILENCE_MS = 1000;

/** A stand-in that is a module. What it keeps in variables stays from call to call. */
export function moduleOutside(standIn: StandInModule, around: Surroundings, aheadMs: () => number): Outside {
  const { name } = around;
  let thread: Thread | undefined;
  return {
    ask: async (asked, signal) => {
      await thread?.looked;
      if (thread?.isAlive !== true) thread = startThread(around);
      const answer = await thread.ask({ ...place(standIn), asked, aheadMs: aheadMs() }, signal);
      if ("broken" in answer) throw brokenStandIn(name, answer.broken);
      if ("failed" in answer) throw new TaskFailure(answer.failed.error, answer.failed.cause);
      return answer.text === undefined ? undefined : (JSON.parse(answer.text) as JsonValue);
    },
    close: async () => {
      await thread?.end();
    },
  };
}

/** A `#` that belongs to the file's name is written `%23`. */
function place({ module }: StandInModule): { readonly url: string; readonly name: string | undefined } {
  const [file = "", name] = module.split("#");
  return { url: /^(?:file|data):/.test(file) ? file : pathToFileURL(decodeURIComponent(file)).href, name };
}

type Order = { readonly asked: Asked } & Omit<Extract<ModuleOrder, { readonly id: number }>, "id">;

interface Thread {
  readonly isAlive: boolean;
  /** Settles when it is known whether it still listens. */
  readonly looked: Promise<void>;
  ask(order: Order, signal: AbortSignal): Promise<ModuleAnswer>;
  end(): Promise<void>;
}

function startThread({ name, directory, environment, callers }: Surroundings): Thread {
  // Of calls side by side, all that they ask for is the latest's.
  let caller = callers.current();
  const key = callers.issue(() => caller);
  const worker = new Worker(HOST, { env: { ...environment, AWS_ACCESS_KEY_ID: key }, stdout: true, stderr: true });
  keepPrinted(worker.stdout, name, directory);
  keepPrinted(worker.stderr, name, directory);
  const post = (order: ModuleOrder): void => worker.postMessage(order, []);
  const open = new Map<number, (answer: ModuleAnswer) => void>();
  let last = 0;
  let heard = (): void => {};
  let looked = Promise.resolve();
  let isAlive = true;
  const end = async (why: string): Promise<void> => {
    isAlive = false;
    for (const resolve of open.values()) resolve({ broken: why });
    open.clear();
    await worker.terminate();
  };
  worker.on("message", (reply: ModuleReply) => {
    heard();
    if (!("id" in reply)) return;
    open.get(reply.id)?.(reply);
    open.delete(reply.id);
  });
  worker.on("error", ({ message }) => void end(`broke off: ${message}`));
  worker.on("exit", () => void end("has ended its thread"));
  worker.unref();
  /** One that does not listen any more is ended, and the next call starts another. */
  const look = (): void => {
    const { promise, resolve } = Promise.withResolvers<void>();
    looked = promise;
    const timer = setTimeout(() => void end("was ended: it answered nothing more").then(resolve), SILENCE_MS).unref();
    heard = () => {
      clearTimeout(timer);
      resolve();
    };
    post({ ping: last });
  };
  return {
    get isAlive() {
      return isAlive;
    },
    get looked() {
      return looked;
    },
    ask: async (order, signal) =>
      await new Promise((resolve) => {
        const id = (last += 1);
        caller = callers.current();
        open.set(id, resolve);
        const drop = (): void => {
          if (!open.delete(id)) return;
          resolve({ failed: { error: "States.Timeout", cause: "" } });
          look();
        };
        if (signal.aborted) drop();
        else signal.addEventListener("abort", drop, { once: true });
        post({ id, ...order });
      }),
    end: async () => await end("was ended with the run"),
  };
}
