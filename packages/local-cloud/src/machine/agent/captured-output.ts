import { closeSync, writeSync } from "node:fs";

/** The agent's own cap, in bytes, for either stream (iohandler.go, agent 3.3, 2024-10). */
const HEAD_BYTES = 24_000;
const MARKER = "--output truncated--";

/** What is kept of a stream that was full before anything of interest came. */
export const FLOODED: string = "...\n".repeat(HEAD_BYTES).slice(0, HEAD_BYTES - MARKER.length) + MARKER;

export interface CapturedOutput {
  write(chunk: Buffer): void;
  close(): void;
  /** What the agent replies with: the head, never the tail. */
  head(): string;
}

/** One stream of a script: whole in an open file, written as it comes, and its head in memory. */
export function captureOutput(descriptor: number): CapturedOutput {
  const kept: Buffer[] = [];
  let size = 0;
  return {
    write: (chunk) => {
      if (size <= HEAD_BYTES) kept.push(chunk);
      size += chunk.length;
      for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
    },
    close: () => closeSync(descriptor),
    head: () => cut(Buffer.concat(kept)),
  };
}

/** The first 24,000 − 20 bytes and the marker, without a newline before it (pluginutil.go ReadPrefix). */
function cut(output: Buffer): string {
  if (output.length <= HEAD_BYTES) return output.toString("utf8");
  return output.subarray(0, HEAD_BYTES - MARKER.length).toString("utf8") + MARKER;
}
