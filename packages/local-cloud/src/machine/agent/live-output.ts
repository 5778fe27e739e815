import type { Clock } from "@alpha-engine/asl";

import { LATENCY } from "../../cloud/timings.ts";

/** How often the agent publishes what a running script has written, in ms (cloudwatchlogsservice.go, agent 3.3, 2024-10). */
const EVERY = 1000;

/** One stream of a script as lines for CloudWatch Logs, while it is being written. */
export interface LiveOutput {
  write(chunk: Buffer): void;
  /** Publishes what is left, also a line without its end. */
  close(): void;
}

export function liveOutput(clock: Clock, publish: (lines: readonly string[]) => void): LiveOutput {
  const decoder = new TextDecoder();
  let rest = "";
  let lines: string[] = [];
  let cancel: (() => void) | undefined;
  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    if (lines.length > 0) publish(lines);
    lines = [];
  };
  return {
    write: (chunk) => {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      if (lines.length > 0) cancel ??= clock.schedule(EVERY, flush, LATENCY);
    },
    close: () => {
      if (rest !== "") lines.push(rest);
      rest = "";
      flush();
    },
  };
}
