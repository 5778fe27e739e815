/** @module-tag slow */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { DispatchOptions } from "../dispatch/options.ts";
import type { DispatchResult } from "../verdict/result.ts";
import type { StreamName } from "./stream.ts";

let rig: TestCloud;
let id: string;
beforeAll(async () => {
  rig = await startTestCloud();
  id = await rig.boot();
});
afterAll(() => rig[Symbol.asyncDispose]());

interface Piece {
  readonly stream: StreamName;
  readonly text: string;
  /** Milliseconds after the dispatch began. */
  readonly at: number;
}

async function run(
  script: string,
  options: Partial<DispatchOptions> = {},
): Promise<{ readonly result: DispatchResult; readonly pieces: readonly Piece[] }> {
  const pieces: Piece[] = [];
  const began = performance.now();
  const onOutput = (stream: StreamName, text: string): void => {
    pieces.push({ stream, text, at: performance.now() - began });
  };
  const result = await dispatch({ instanceId: id, description: "test", script, onOutput, ...options }, rig);
  return { result, pieces };
}
const textOf = (pieces: readonly Piece[], stream: StreamName): string =>
  pieces
    .filter((piece) => piece.stream === stream)
    .map(({ text }) => text)
    .join("");
const numbers = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join("");

describe.concurrent("live output", () => {
  test("appears while the script still runs, in order", async () => {
    // Each line is written when the one before it has been seen here; output that came at the end only would never come.
    const seen = (n: number): string => `/tmp/live-output-seen-${n}`;
    const script = [1, 2, 3].map(
      (n) => `echo line ${n}; echo problem ${n} >&2; until [ -e ${seen(n)} ]; do sleep 0.1; done`,
    );
    const shown = { stdout: "", stderr: "" };
    const onOutput = (stream: StreamName, text: string): void => {
      shown[stream] += text;
      for (const [, n] of shown.stdout.matchAll(/line (\d)\n/g))
        if (shown.stderr.includes(`problem ${n}\n`))
          writeFileSync(join(rig.directory, "instances", id, seen(Number(n))), "");
    };
    const { result } = await run(script.join("; "), { live: true, onOutput });
    expect(result.stdout).toBe([1, 2, 3].map((n) => `line ${n}\n`).join(""));
    expect(shown).toEqual({ stdout: result.stdout, stderr: result.stderr });
  });

  test("is completed from the bucket, nothing twice, nothing missing, beyond SSM's caps", async () => {
    const script = "seq 1 15000; sleep 2.5; seq 15001 30000; seq 1 9000 >&2; printf 'no end of line'";
    const output = { bucket: "bucket", prefix: "live" };
    const { result, pieces } = await run(script, { live: { logGroup: "/my/group" }, output });
    expect(result).toMatchObject({ outcome: "succeeded", outputIsWhole: true });
    expect(result.stdout).toBe(`${numbers(1, 30_000)}no end of line`);
    expect(textOf(pieces, "stdout").trimEnd()).toBe(result.stdout);
    expect(textOf(pieces, "stderr")).toBe(numbers(1, 9000));
    expect(pieces.length).toBeGreaterThan(2);
  });

  test("goes beyond SSM's caps without a bucket too, and is not said to be whole", async () => {
    const { result, pieces } = await run("seq 1 15000; sleep 1; echo end", { live: true });
    expect(result).toMatchObject({ outcome: "succeeded", outputIsWhole: false });
    expect(result.stdout).toBe(`${numbers(1, 15_000)}end\n`);
    expect(textOf(pieces, "stdout")).toBe(result.stdout);
  });

  test("shows what a cancelled script had printed, and that it had started", async () => {
    const cancelling = new AbortController();
    const script = "echo begun; sleep 1000";
    const onOutput = (): void => cancelling.abort();
    const { result } = await run(script, { live: true, signal: cancelling.signal, onOutput });
    expect(result).toMatchObject({ outcome: "cancelled", started: "yes", stdout: "begun\n", outputIsWhole: false });
  });

  test("says nothing of the guard around a script", async () => {
    const script = "echo out; echo err >&2; sleep 2";
    const options = { live: true, idempotencyKey: "live" };
    await run(script, options);
    const { result, pieces } = await run(script, options);
    expect(result.evidence).toContain("had run it already");
    expect(textOf(pieces, "stderr")).toBe("err\n");
    expect(result.stderr).toBe("err\n");
  });
});

test("without a live channel the output comes at the end, each stream once", async () => {
  const { pieces } = await run("echo out; echo err >&2; sleep 1");
  expect(pieces.map(({ stream, text }) => [stream, text])).toEqual([
    ["stdout", "out\n"],
    ["stderr", "err\n"],
  ]);
  expect(pieces[0]?.at).toBeGreaterThan(1000);
});

test("where CloudWatch may not be read the verdict and the output are the same, with one notice", async () => {
  const denied = Object.assign(new Error("not allowed"), { name: "AccessDeniedException" });
  const logs = Object.assign(Object.create(rig.logs) as typeof rig.logs, { send: () => Promise.reject(denied) });
  const notices: string[] = [];
  const options = { instanceId: id, description: "test", script: "echo out; sleep 1; exit 3", live: true };
  const result = await dispatch({ ...options, onNotice: (text) => notices.push(text) }, { ...rig, logs });
  expect(result).toMatchObject({ outcome: "failed", exitCode: 3, stdout: "out\n", outputIsWhole: true });
  expect(notices).toEqual(["no live output: AccessDeniedException: not allowed"]);
});
