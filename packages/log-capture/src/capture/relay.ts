import { monotonicMs } from "../reader/monotonic.ts";
import type { Redactor } from "../redact/redactor.ts";
import { createBacklog } from "./backlog.ts";
import type { LogFile } from "./log-file.ts";
import { openOutlet, type Outlet } from "./outlet.ts";

/** Passes the output on to a descriptor of ours (stdout). A reader that goes away ends the passing on, nothing else. */
export interface Relay {
  readonly problem: Error | undefined;
  /** `at` is where the log has the chunk. False when no more can be taken until `onRoom`. */
  write(chunk: Uint8Array, at: number | undefined): boolean;
  /** At the end: waits until the reader has everything, at most so long. */
  finish(timeoutMs: number): Promise<void>;
}

export interface RelayOptions {
  readonly descriptor: number;
  /** Where a reader that was slow gets what it missed. */
  readonly log: Pick<LogFile, "read">;
  readonly redactor: Redactor | undefined;
  readonly onRoom: () => void;
}

/**
 * Never blocks on the reader. One that takes nothing for 10 ms is served later, from the log, at its own pace; the
 * command goes on meanwhile. What the log does not have waits in memory, and when that is full, so does the command.
 */
export function openRelay({ descriptor, log, redactor, onRoom }: RelayOptions): Relay {
  const backlog = createBacklog((into, at) => log.read(into, at), onRoom);
  let problem: Error | undefined;
  let outlet: Outlet | undefined;
  let serving: Promise<void> | undefined;
  const fail = (error: unknown): void => {
    problem ??= error as Error;
    onRoom();
  };
  const send = (bytes: Uint8Array): void => {
    if (outlet === undefined || bytes.length === 0) return;
    const written = outlet.writeNow(bytes);
    if (written < bytes.length) serving = serve(outlet, Buffer.from(bytes.subarray(written)));
  };
  const serve = async (to: Outlet, remainder: Buffer): Promise<void> => {
    try {
      await to.writeLater(remainder);
      for (let raw = backlog.take(); raw !== undefined; raw = backlog.take()) {
        const bytes = redactor === undefined ? raw : redactor.push(raw);
        if (bytes.length > 0) await to.writeLater(bytes);
      }
    } catch (error) {
      fail(error);
    }
    serving = undefined;
  };
  try {
    outlet = openOutlet(descriptor);
  } catch (error) {
    problem = error as Error;
  }
  return {
    get problem() {
      return problem;
    },
    write(chunk, at) {
      if (problem !== undefined) return true;
      if (serving !== undefined) return backlog.add(chunk, at);
      try {
        send(redactor === undefined ? chunk : redactor.push(chunk));
      } catch (error) {
        fail(error);
      }
      return true;
    },
    async finish(timeoutMs) {
      const deadline = monotonicMs() + timeoutMs;
      if (!(await settledBy(serving, deadline))) return fail(tooSlow(timeoutMs));
      if (problem !== undefined || redactor === undefined) return;
      try {
        send(redactor.flush());
      } catch (error) {
        return fail(error);
      }
      if (!(await settledBy(serving, deadline))) fail(tooSlow(timeoutMs));
    },
  };
}

async function settledBy(promise: Promise<void> | undefined, deadline: number): Promise<boolean> {
  if (promise === undefined) return true;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, deadline - monotonicMs()), false);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}

function tooSlow(timeoutMs: number): Error {
  return new Error(`the reader of stdout did not take everything within ${timeoutMs / 1000} s of the end`);
}
