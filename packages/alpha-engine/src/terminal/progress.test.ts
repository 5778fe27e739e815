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
  const stage = {
    endpoint: "http://127.0.0.1:1",
    sandbox: "plain",
    network: "own" as const,
    directory: "/d",
    executionName: "e",
  };
  progress.onEvent({ type: "stage-set", ...stage, steps: ["Backtester", "Parity"], wallMs: 900 });
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
    [
      "   0.9 s  e: cloud at http://127.0.0.1:1 (plain), everything in /d",
      "   1.2 s  Backtester: started",
      "   3.2 s  Backtester: FAILED with exit code 3 after 2.0 s (1 of 2)",
      "",
    ].join("\n"),
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
  expect(written.endsWith("\u001B[2A\u001B[0J"), "the live part is taken away").toBe(true);
});
