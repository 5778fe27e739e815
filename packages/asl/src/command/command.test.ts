import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, expect, test, vi } from "vitest";

import { main } from "./main.ts";

const folder = mkdtempSync(join(tmpdir(), "asl-"));
afterAll(() => rmSync(folder, { recursive: true }));
const stdout = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
const stderr = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
afterEach(() => {
  vi.clearAllMocks();
  process.exitCode = undefined;
});

async function asl(...argv: readonly string[]): Promise<{ code: unknown; out: string; err: string }> {
  await main(argv);
  const text = (spy: typeof stdout): string => spy.mock.calls.map(([chunk]) => String(chunk)).join("");
  return { code: process.exitCode ?? 0, out: text(stdout), err: text(stderr) };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const machine = file("machine.json", {
  StartAt: "Nap",
  States: {
    Nap: { Type: "Wait", Seconds: 86400, Next: "Send" },
    Send: { Type: "Task", Resource: "arn:aws:states:::sns:publish", End: true },
  },
});

test("run prints the output on stdout and the history on stderr", async () => {
  const mocks = file("mocks.json", { Send: { return: { MessageId: "m-1" } } });
  const { code, out, err } = await asl("run", machine, "--mocks", mocks);
  expect({ code, out }).toEqual({ code: 0, out: '{"MessageId":"m-1"}\n' });
  expect(err).toMatch(/2 {2}\S+ {2}WaitStateEntered +Nap\n/);
});

test("run --json prints the whole result, and a failed execution ends with 1", async () => {
  const mocks = file("fail.json", { Send: { throw: { error: "Boom", cause: "because" } } });
  const { code, out, err } = await asl("run", machine, "--mocks", mocks, "--json");
  expect(JSON.parse(out)).toMatchObject({ status: "FAILED", error: "Boom", cause: "because" });
  expect({ code, err }).toEqual({ code: 1, err: "FAILED: Boom: because\n" });
});

test("run refuses a task without an answer, a file that is not there, an input that is not JSON", async () => {
  expect(await asl("run", machine)).toMatchObject({
    code: 2,
    err: expect.stringContaining("the task state Send has no answer") as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", join(folder, "none.json"))).toMatchObject({
    code: 2,
    err: expect.stringContaining("none.json cannot be read: ENOENT") as string,
  });
  vi.clearAllMocks();
  expect(await asl("run", machine, "--input", "{a")).toMatchObject({
    code: 2,
    err: "asl: --input must be JSON, got {a\n",
  });
});

test("run names every problem of a bad definition with its place", async () => {
  const { code, err } = await asl(
    "run",
    file("bad.json", { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } }),
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringContaining("bad.json#/States/A/Next: UNKNOWN_TARGET:") as string,
  });
});

test("eval prints the value as JSON", async () => {
  expect(
    await asl("eval", "States.Format('{} {}', $.a, $$.b)", "--data", '{"a":1}', "--context", '{"b":[2]}'),
  ).toMatchObject({ code: 0, out: '"1 [2]"\n' });
  vi.clearAllMocks();
  expect(await asl("eval", "States.Format('{}', $.a)")).toMatchObject({
    code: 1,
    err: "asl: The path $.a finds nothing in the data.\n",
  });
});
