/** @module-tag slow */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { cli, ending, read, runCli, useRoom } from "../../testing/command.ts";

const room = useRoom();

describe("output", () => {
  test("both streams reach the log and stdout in the order written", async () => {
    const { stdout } = await runCli(["sh", "-c", "for i in $(seq 200); do echo out $i; echo err $i >&2; done"], room);
    const expected = Array.from({ length: 200 }, (_, i) => `out ${i + 1}\nerr ${i + 1}\n`).join("");
    expect(read(room.log)).toBe(expected);
    expect(String(stdout)).toBe(expected);
  });

  test("bytes are bytes: a megabyte of noise is identical in log and stdout", async () => {
    const { stdout } = await runCli(["head", "-c", "1048576", "/dev/urandom"], room);
    const log = readFileSync(room.log);
    expect(log.length).toBe(1_048_576);
    expect(stdout.equals(log)).toBe(true);
  });

  test("200 KiB without a newline come through whole", async () => {
    const { code, stdout } = await runCli(["sh", "-c", String.raw`head -c 204800 /dev/zero | tr '\0' x`], room);
    expect([code, stdout.length, read(room.log).length]).toEqual([0, 204_800, 204_800]);
  });

  test("a command may open /dev/stderr by its name", async () => {
    const { code } = await runCli(["sh", "-c", "echo a; echo b >/dev/stderr; echo c"], room);
    expect([code, read(room.log)]).toEqual([0, "a\nb\nc\n"]);
  });

  test("the last lines before the exit are never lost", async () => {
    for (let i = 0; i < 8; i += 1) {
      const { stdout } = await runCli(["sh", "-c", "seq 2000; echo last >&2"], room);
      expect([read(room.log), String(stdout)].map((text) => text.endsWith("2000\nlast\n"))).toEqual([true, true]);
    }
  });

  test("with --stdin the command reads ours", async () => {
    const argv = [cli, "run", "--slug", "s", "--log", room.log, "--stdin", "--", "cat"];
    const child = spawn(process.execPath, argv, { env: { ...process.env, S3_BUCKET: undefined } });
    child.stdin.end("from stdin\n");
    expect(String((await ending(child)).stdout)).toBe("from stdin\n");
  });

  test("where no pipe can be made a shell merges the streams, and the code is the command's", async () => {
    const bin = join(room.folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "mkfifo"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const env = { PATH: `${bin}:${process.env.PATH}` };
    const { code, stdout } = await runCli(["sh", "-c", "echo a; echo b >&2; exit 7"], { log: room.log, env });
    expect([code, String(stdout), read(room.log)]).toEqual([7, "a\nb\n", "a\nb\n"]);
  });
});

describe("exit code", () => {
  test.each([
    ["its own code", ["sh", "-c", "exit 3"], 3],
    ["128+9 when killed by SIGKILL", ["sh", "-c", "kill -9 $$"], 137],
    ["128+15 when ended by SIGTERM", ["sh", "-c", "kill -15 $$"], 143],
    ["127 when there is no such program", ["no-such-program-here"], 127],
    ["126 when it is not executable", ["/etc/passwd"], 126],
    ["126 when it is a folder", ["/etc"], 126],
  ])("is %s", async (_, command, code) => {
    expect((await runCli(command, room)).code).toBe(code);
  });

  test("is the command's when S3 refuses: one warning line, with what to do next", async () => {
    const env = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" };
    const { code, stderr } = await runCli(["sh", "-c", "exit 6"], { log: room.log, flags: ["--bucket", "b"], env });
    expect(code).toBe(6);
    expect(stderr).toMatch(/^log-capture: warning: ship: .*ECONNREFUSED.*; next: log-capture ship .+\n$/);
  });
});

test("the second dashes and what looks like an option of ours belong to the command", async () => {
  expect(String((await runCli(["echo", "--slug", "--", "x"], room)).stdout)).toBe("--slug -- x\n");
});

test("--json writes the result", async () => {
  const json = join(room.folder, "result.json");
  await runCli(["sh", "-c", "echo x; exit 3"], { log: room.log, flags: ["--json", json] });
  expect(JSON.parse(read(json))).toMatchObject({
    exitCode: 3,
    log: { path: room.log, bytes: 2, missing: 0 },
    problems: [],
  });
});
