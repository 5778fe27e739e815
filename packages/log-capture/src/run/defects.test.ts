/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ending, isAlive, read, runCli, startCli, useRoom } from "../../testing/command.ts";
import { serve } from "../../testing/http.ts";
import { useS3 } from "../../testing/s3.ts";

/** What the tool that this one replaces got wrong in production, each in the situation in which it did. */
const room = useRoom();
const s3 = useS3();

function to(prefix: string, ...more: readonly string[]): { log: string; flags: string[]; env: NodeJS.ProcessEnv } {
  return { log: room.log, flags: ["--bucket", "logs", "--prefix", prefix, ...more], env: s3.env };
}

describe("the log cannot be opened", () => {
  test.each([
    ["a folder stands in its place", () => mkdirSync(room.log)],
    ["a file stands where its folder should be", () => writeFileSync(join(room.folder, "sub"), "")],
  ])("because %s: the command runs, stdout has its output, and the object what memory kept", async (what, prepare) => {
    prepare();
    const log = what.startsWith("a file") ? join(room.folder, "sub", "out.log") : room.log;
    const prefix = what.replaceAll(" ", "-");
    const { code, stdout, stderr } = await runCli(["sh", "-c", "echo worked; exit 5"], { ...to(prefix), log });
    expect([code, String(stdout)]).toEqual([5, "worked\n"]);
    expect(stderr).toMatch(/warning: log: (EISDIR|ENOTDIR|EEXIST)/);
    const [object] = await s3.objects(prefix);
    expect(String(object?.body)).toMatch(
      /^\n\[log-capture: the local log ends here \(.+\); 0 bytes are missing.*\]\nworked\n$/,
    );
  });
});

describe("a write fails while the command runs", () => {
  test("a full disk: the command goes on to its own end and is not left behind", async () => {
    const script = "head -c 300000 /dev/zero; sleep 0.3; echo the end; exit 4";
    const { code, stdout, stderr } = await runCli(["sh", "-c", script], { ...to("full"), log: "/dev/full" });
    expect([code, stdout.length]).toEqual([4, 300_008]);
    expect(stderr).toContain("warning: log: ENOSPC");
    const [object] = await s3.objects("full");
    expect(String(object?.body)).toMatch(
      /^\n\[log-capture: .*ENOSPC.*; 37864 bytes are missing, the last 262144 follow\]\n/,
    );
    expect(String(object?.body).endsWith("the end\n")).toBe(true);
  });

  test.runIf(process.getuid?.() === 0)(
    "a disk that fills (mounted as root): the object is the beginning, a line that says so, and the end",
    async () => {
      const disk = join(room.folder, "disk");
      mkdirSync(disk);
      execFileSync("sh", ["-c", `mount -t tmpfs -o size=1m tmpfs ${disk}`]);
      try {
        const script = "seq 400000; exit 4";
        const { code, stdout } = await runCli(["sh", "-c", script], { ...to("fills"), log: join(disk, "out.log") });
        const [object] = await s3.objects("fills");
        const [head = "", tail = ""] = String(object?.body).split(/\n\[log-capture: .*ENOSPC.*\]\n/);
        expect([code, head.length, tail.length]).toEqual([4, 1024 * 1024, 256 * 1024]);
        expect([String(stdout).startsWith(head), String(stdout).endsWith(tail)]).toEqual([true, true]);
        expect(stdout.length).toBe(2_688_895);
      } finally {
        execFileSync("sh", ["-c", `umount ${disk}`]);
      }
    },
  );

  test("a reader of stdout that is gone: the same", async () => {
    const wrapper = startCli(["sh", "-c", "sleep 0.2; echo a; sleep 0.2; echo b; exit 4"], room);
    wrapper.stdout?.destroy();
    const code = await new Promise((resolve) => wrapper.once("exit", resolve));
    expect([code, read(room.log)]).toEqual([4, "a\nb\n"]);
  });
});

test("a command that the kernel kills for memory ends with 137, as in every shell", async () => {
  expect((await runCli(["sh", "-c", "kill -KILL $$"], room)).code).toBe(137);
  expect((await runCli(["sh", "-c", "kill -TERM $$"], room)).code).toBe(143);
});

test("a script that nobody made executable ends with 126, not with 127", async () => {
  const script = join(room.folder, "script.sh");
  writeFileSync(script, "#!/bin/sh\n", { mode: 0o644 });
  expect((await runCli([script], room)).code).toBe(126);
});

test("SIGTERM to the wrapper: the log is shipped, and the command is not left running", async () => {
  const wrapper = startCli(["sh", "-c", "echo $$; sleep 300"], to("terminated"));
  const ended = ending(wrapper);
  await expect.poll(() => read(room.log), { timeout: 15_000 }).toMatch(/^\d+\n$/);
  const pid = Number(read(room.log));
  wrapper.kill("SIGTERM");
  expect((await ended).code).toBe(143);
  expect(isAlive(pid)).toBe(false);
  expect((await s3.objects("terminated"))[0]?.metadata).toMatchObject({ "exit-code": "143", signal: "SIGTERM" });
});

test("a daemon that keeps the pipe open does not keep the wrapper, and its late lines are in the log", async () => {
  const go = join(room.folder, "go");
  const daemon = `(until [ -e ${go} ]; do sleep 0.1; done; echo late; sleep 3) &`;
  const { code } = await runCli(["sh", "-c", `${daemon} echo early; exit 4`], room);
  expect([code, read(room.log)]).toEqual([4, "early\n"]);
  writeFileSync(go, "");
  await expect.poll(() => read(room.log), { timeout: 15_000 }).toBe("early\nlate\n");
});

test("a second attempt does not destroy the first one's log, and logs do not pile up", async () => {
  for (let attempt = 1; attempt <= 6; attempt += 1) await runCli(["echo", `attempt ${attempt}`], room);
  const kept = ["", ".1", ".2", ".3", ".4"].map((suffix) => read(`${room.log}${suffix}`));
  expect(kept).toEqual(["attempt 6\n", "attempt 5\n", "attempt 4\n", "attempt 3\n", ""]);
});

describe("keys", () => {
  test("runs of one step that end in the same second do not overwrite each other", async () => {
    const runs = [1, 2, 3, 4, 5].map((i) => {
      const options = to("same-second");
      return runCli(["echo", String(i)], { ...options, log: `${room.log}-${i}` });
    });
    await Promise.all(runs);
    const bodies = (await s3.objects("same-second")).map(({ body }) => String(body));
    expect(bodies.sort()).toEqual(["1\n", "2\n", "3\n", "4\n", "5\n"]);
  });

  test("a run that crosses midnight is filed under the day that it was for", async () => {
    await runCli(["echo", "x"], to("midnight", "--run-date", "2026-11-19"));
    const [object] = await s3.objects("midnight");
    expect(object?.key).toMatch(/^midnight\/step\/2026-11-19\//);
    expect(object?.metadata).toMatchObject({ "run-date": "2026-11-19", "exit-code": "0" });
  });
});

test("a command that reads stdin neither waits nor eats the script that it is part of", async () => {
  const { code, stdout } = await runCli(["sh", "-c", "read line; echo \"got '$line'\""], room);
  expect([code, String(stdout)]).toEqual([0, "got ''\n"]);
});

test("the machine disappears: what was written an interval ago is in the bucket", async () => {
  const wrapper = startCli(["sh", "-c", "echo precious; sleep 60"], to("gone", "--upload-every", "200ms"));
  const ended = ending(wrapper);
  await expect.poll(async () => String((await s3.objects("gone"))[0]?.body), { timeout: 15_000 }).toBe("precious\n");
  wrapper.kill("SIGKILL");
  await ended;
});

test("a secret in the output stays on the machine, and the object says what it is", async () => {
  const options = to("secrets", "--redact-env", "DB_PASSWORD");
  const env = { ...options.env, DB_PASSWORD: "s3cr3t" };
  const { stdout } = await runCli(["sh", "-c", "echo login with $DB_PASSWORD"], { ...options, env });
  const [object] = await s3.objects("secrets");
  expect([String(stdout), String(object?.body)]).toEqual(["login with [redacted]\n", "login with [redacted]\n"]);
  expect(object).toMatchObject({ contentType: "text/plain; charset=utf-8", metadata: { "exit-code": "0" } });
});

test("an S3 that accepts and never answers does not hold the step, region or not", async () => {
  const endpoint = await serve(() => {});
  const env = { AWS_ENDPOINT_URL_S3: endpoint.url, AWS_REGION: undefined };
  const ran = await runCli(["sh", "-c", "exit 3"], { ...to("hang", "--upload-timeout", "3s"), env });
  expect(ran.code).toBe(3);
  expect(endpoint.requests.length).toBeGreaterThan(0);
  expect(statSync(room.log).isFile() && readFileSync(room.log).length).toBe(0);
});
