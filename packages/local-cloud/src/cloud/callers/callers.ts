import { AsyncLocalStorage } from "node:async_hooks";
import { randomInt } from "node:crypto";

import type { Caller } from "./caller.ts";

/**
 * Everybody who works in the cloud has an access key id of its own, which cannot be real, and is known by it whatever it
 * asks for and however it was started. Nothing is verified.
 */
export interface Callers {
  /** The access key id of a caller. */
  keyOf(caller: Caller): string;
  /** An access key id of somebody who is another one at other times. */
  issue(who: () => Caller | undefined): string;
  /** `undefined` for one that was not given out here, and while nobody has it. */
  withKey(accessKeyId: string): Caller | undefined;
  /** Whatever is asked for while `work` lasts is asked for by this one. */
  during<Value>(caller: Caller | undefined, work: () => Value): Value;
  /** Who asks for what is being done; `undefined` where it comes from outside. */
  current(): Caller | undefined;
  /** The same, as what is told of it says it. */
  asker(): { readonly by?: Caller };
}

export function createCallers(): Callers {
  const known = new Map<string, () => Caller | undefined>();
  const keys = new WeakMap<Caller, string>();
  const asking = new AsyncLocalStorage<Caller | undefined>();
  // A key of an earlier cloud, which a presigned link may still carry, is nobody's in this one.
  const own = randomInt(36 ** 4);
  const issue: Callers["issue"] = (who) => {
    const key = `LOCALCLOUD${inDigits(own, 4)}${inDigits(known.size + 1, 6)}`;
    known.set(key, who);
    return key;
  };
  return {
    keyOf: (caller) => {
      const key = keys.get(caller) ?? issue(() => caller);
      keys.set(caller, key);
      return key;
    },
    issue,
    withKey: (accessKeyId) => known.get(accessKeyId)?.(),
    during: (caller, work) => asking.run(caller, work),
    current: () => asking.getStore(),
    asker: () => {
      const by = asking.getStore();
      return by === undefined ? {} : { by };
    },
  };
}

function inDigits(number: number, width: number): string {
  return number.toString(36).toUpperCase().padStart(width, "0");
}
