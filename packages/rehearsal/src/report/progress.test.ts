import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";

import { expect, test } from "vitest";

import { startProgress } from "./progress.ts";

function fakeTerminal(isTTY: boolean): NodeJS.WriteStream & PassThrough {
  return Object.assign(new PassThrough(), { isTTY, columns: 60 }) as unknown as NodeJS.WriteStream & PassThrough;
}

test("without a terminal there are plain lines and nothing else", async () => {
  const stream = fakeTerminal(false);
  const progress = startProgress(stream);
  progress.onEvent({ type: "state-started", state: "Backtester", wallMs: 1234 });
  progress.onEvent({
    type: "state-ended",
    state: "Backtester",
    status: "FAILED",
    exitCode: 3,
    tookMs: 2000,
    wallMs: 3234,
  });
  progress.stop();
  stream.end();
  expect(await text(stream)).toBe(
    "   1.2 s  Backtester: started\n   3.2 s  Backtester: FAILED with exit code 3 after 2.0 s\n",
  );
});

test("on a terminal the states at work stand below, and the screen is left clean", async () => {
  const stream = fakeTerminal(true);
  const progress = startProgress(stream);
  progress.onEvent({ type: "state-started", state: "Backtester", wallMs: 0 });
  progress.onEvent({ type: "script", state: "Backtester", instanceId: "i-1", script: "workload", wallMs: 0 });
  progress.stop();
  stream.end();
  const written = await text(stream);
  expect(written).toContain("Backtester  workload on i-1\n");
  expect(written.endsWith("\u001B[1A\u001B[0J"), "the live part is taken away").toBe(true);
});
