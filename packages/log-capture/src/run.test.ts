import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

const cli = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const app = buildApp({ logger: false, host: "localhost" });
let endpoint: string;
let s3: S3Client;
let folder: string;

beforeAll(async () => {
  endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  s3 = new S3Client({ endpoint, forcePathStyle: true });
  await fetch(`${endpoint}/logs`, {
    method: "PUT",
    headers: { authorization: "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request" },
  });
});
afterAll(async () => {
  s3.destroy();
  await app.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-capture-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly log: Buffer;
}

async function runCli(command: readonly string[], more: readonly string[] = []): Promise<Ran> {
  const log = join(folder, "out.log");
  const child = spawn(process.execPath, [cli, "run", "--slug", "step", "--log", log, ...more, "--", ...command], {
    env: { ...process.env, AWS_ENDPOINT_URL_S3: endpoint, S3_BUCKET: undefined, SSM_COMMAND_ID: "11111111-2222" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    buffer(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr, log: readOr(log) };
}

function readOr(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

describe("output", async () => {
  test("both streams reach the log and stdout in the order written", async () => {
    const { stdout, log } = await runCli(["sh", "-c", "for i in $(seq 200); do echo out $i; echo err $i >&2; done"]);
    const expected = Array.from({ length: 200 }, (_, i) => `out ${i + 1}\nerr ${i + 1}\n`).join("");
    expect(String(log)).toBe(expected);
    expect(String(stdout)).toBe(expected);
  });

  test("bytes are bytes: a megabyte of noise is identical in log and stdout", async () => {
    const { stdout, log } = await runCli(["head", "-c", "1048576", "/dev/urandom"]);
    expect(log.length).toBe(1_048_576);
    expect(stdout.equals(log)).toBe(true);
  });

  test("a command may open /dev/stderr by its name", async () => {
    const { code, log } = await runCli(["sh", "-c", "echo a; echo b >/dev/stderr; echo c"]);
    expect([code, String(log)]).toEqual([0, "a\nb\nc\n"]);
  });

  test("stdin is closed, so that a command that reads it does not wait", async () => {
    expect((await runCli(["cat"])).code).toBe(0);
  });

  test("a background process that holds the pipe does not hold the run, and what it writes later is in the log", async () => {
    const startedAt = performance.now();
    const { code, log } = await runCli(["sh", "-c", "(sleep 1.5; echo late) & echo early; exit 4"]);
    expect(code).toBe(4);
    expect(performance.now() - startedAt).toBeLessThan(1400);
    expect(String(log)).toBe("early\n");
    await expect.poll(() => String(readOr(join(folder, "out.log"))), { timeout: 5000 }).toBe("early\nlate\n");
  });
});

describe("exit code", async () => {
  test.each([
    ["its own code", ["sh", "-c", "exit 3"], 3],
    ["128+9 when killed by SIGKILL", ["sh", "-c", "kill -9 $$"], 137],
    ["128+15 when ended by SIGTERM", ["sh", "-c", "kill -15 $$"], 143],
    ["127 when there is no such program", ["no-such-program-here"], 127],
    ["126 when it is not executable", ["/etc/passwd"], 126],
    ["126 when it is a folder", ["/etc"], 126],
  ])("is %s", async (_, command, code) => {
    expect((await runCli(command)).code).toBe(code);
  });

  test("is 2 for usage, and nothing is started", async () => {
    expect((await runCli([], [])).code).toBe(2);
    const { code, stderr } = await runCli(["touch", join(folder, "started")], ["--buckte", "x"]);
    expect(code).toBe(2);
    expect(stderr).toBe("log-capture: unknown option '--buckte' (Did you mean --bucket?)\n");
    expect(() => readFileSync(join(folder, "started"))).toThrow();
  });

  test("is the command's when the log cannot be opened: the command runs all the same", async () => {
    mkdirSync(join(folder, "out.log"));
    const { code, stdout, stderr } = await runCli(["sh", "-c", "echo worked; exit 5"]);
    expect([code, String(stdout)]).toEqual([5, "worked\n"]);
    expect(stderr).toContain("log-capture: warning: log: EISDIR");
  });

  test("is the command's when S3 refuses: one warning line", async () => {
    const { code, stderr } = await runCli(["sh", "-c", "exit 6"], ["--bucket", "no-such-bucket"]);
    expect(code).toBe(6);
    expect(stderr).toMatch(/^log-capture: warning: ship: .+\n$/);
  });
});

test("the second dashes and what looks like an option of ours belong to the command", async () => {
  expect(String((await runCli(["echo", "--slug", "--", "x"])).stdout)).toBe("--slug -- x\n");
});

test("SIGTERM reaches the command's group, the rest of its output is kept, the exit is the command's", async () => {
  const log = join(folder, "out.log");
  const script = "trap 'echo bye; exit 7' TERM; echo ready; while :; do :; done";
  const wrapper = spawn(process.execPath, [cli, "run", "--slug", "s", "--log", log, "--", "sh", "-c", script]);
  await expect.poll(() => String(readOr(log)), { timeout: 5000 }).toBe("ready\n");
  wrapper.kill("SIGTERM");
  const code = await new Promise((resolve) => wrapper.once("exit", resolve));
  expect([code, String(readOr(log))]).toEqual([7, "ready\nbye\n"]);
});

describe("shipping", async () => {
  test("the object is the log, under slug, date and host, and says how the command ended", async () => {
    const { stderr, log } = await runCli(["sh", "-c", "echo hello; exit 3"], ["--bucket", "logs"]);
    const [, key = ""] = /s3:\/\/logs\/(\S+)/.exec(stderr) ?? [];
    expect(key).toMatch(/^_ssm_logs\/step\/\d{4}-\d\d-\d\d\/.+-\d{6}Z\.log$/);
    const object = await s3.send(new GetObjectCommand({ Bucket: "logs", Key: key }));
    expect(await object.Body?.transformToString()).toBe(String(log));
    const { Metadata, ContentType } = await s3.send(new HeadObjectCommand({ Bucket: "logs", Key: key }));
    expect(ContentType).toBe("text/plain; charset=utf-8");
    expect(Metadata).toMatchObject({ "exit-code": "3", "ssm-command-id": "11111111-2222" });
  });

  test("a log above one part goes up whole", async () => {
    const bytes = 20 * 1024 * 1024 + 17;
    const { stderr, log } = await runCli(
      [
        "sh",
        "-c",
        `head -c ${bytes} /dev/urandom >"$0"; cat "$0" >/dev/null; head -c ${bytes} "$0"`,
        join(folder, "noise"),
      ],
      ["--bucket", "logs"],
    );
    const [, key = ""] = /s3:\/\/logs\/(\S+)/.exec(stderr) ?? [];
    const object = await s3.send(new GetObjectCommand({ Bucket: "logs", Key: key }));
    const body = await object.Body?.transformToByteArray();
    expect(body?.length).toBe(bytes);
    expect(Buffer.from(body ?? []).equals(log)).toBe(true);
  });
});

test("a second run starts the local log anew", async () => {
  writeFileSync(join(folder, "out.log"), "from before\n");
  expect(String((await runCli(["echo", "now"])).log)).toBe("now\n");
});
