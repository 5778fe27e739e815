import { parentPort } from "node:worker_threads";

import { dateAhead } from "../../../cloud/date-ahead.ts";
import type { Asked } from "./asked.ts";

/** What the thread of a module is sent. */
export type ModuleOrder =
  | {
      readonly id: number;
      readonly url: string;
      /** The export that is meant, where one is. */
      readonly name: string | undefined;
      readonly asked: Asked;
      /** How many milliseconds the cloud's clock is ahead of this machine's. */
      readonly aheadMs: number;
    }
  /** It is to say that it still listens. */
  | { readonly ping: number };

/** What it answers. */
export type ModuleReply = { readonly pong: number } | ({ readonly id: number } & ModuleAnswer);

export type ModuleAnswer =
  /** JSON; absent where it answered nothing. */
  | { readonly text: string | undefined }
  | { readonly failed: { readonly error: string; readonly cause: string } }
  /** It is not there, is no function, or answers what is no JSON. */
  | { readonly broken: string };

/** The thread's side: one call does not wait for another. */
export function hostModule(): void {
  parentPort?.on("message", (order: ModuleOrder) => {
    if ("ping" in order) post({ pong: order.ping });
    else void answer(order).then((reply) => post({ id: order.id, ...reply }));
  });
}

function post(reply: ModuleReply): void {
  parentPort?.postMessage(reply, []);
}

async function answer({ url, name, asked, aheadMs }: Exclude<ModuleOrder, { ping: number }>): Promise<ModuleAnswer> {
  globalThis.Date = dateAhead(aheadMs);
  let standIn: unknown;
  try {
    standIn = exportOf((await import(url)) as Readonly<Record<string, unknown>>, name);
  } catch (error) {
    return { broken: `could not be loaded: ${textOf(error)}` };
  }
  if (typeof standIn !== "function")
    return {
      broken: name === undefined ? "exports no function, or several and no default" : `exports no function ${name}`,
    };
  let given: unknown;
  try {
    given = await (standIn as (asked: Asked) => unknown)(asked);
  } catch (thrown) {
    return { failed: failureOf(thrown) };
  }
  try {
    return { text: JSON.stringify(given) };
  } catch (error) {
    return { broken: `answered what is not JSON: ${textOf(error)}` };
  }
}

function exportOf(module: Readonly<Record<string, unknown>>, name: string | undefined): unknown {
  if (name !== undefined) return module[name];
  if (module["default"] !== undefined) return module["default"];
  const functions = Object.values(module).filter((value) => typeof value === "function");
  return functions.length === 1 ? functions[0] : undefined;
}

/** Its own `error` and `cause`, as a task's failure has them; of any other error its class and what it says. */
function failureOf(thrown: unknown): { readonly error: string; readonly cause: string } {
  const { error, cause, name, message } = (thrown ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof error === "string") return { error, cause: typeof cause === "string" ? cause : "" };
  if (typeof name === "string" && typeof message === "string") return { error: name, cause: message };
  return { error: "Error", cause: textOf(thrown) };
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
