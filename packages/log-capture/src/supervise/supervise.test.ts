/** @module-tag slow */
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { isAlive, useRoom } from "../../testing/command.ts";
import { CommandError, type LineLogger, supervise } from "../index.ts";

const room = useRoom();

function collector(): { readonly logger: LineLogger; readonly lines: [level: string, line: string][] } {
  const lines: [string, string][] = [];
  const at = (level: string) => (line: string) => void lines.push([level, line]);
  return { lines, logger: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}

describe("the handle", () => {
  test("is there as soon as the command runs", async () => {
    const child = await supervise(["sleep", "30"]);
    expect(isAlive(child.pid)).toBe(true);
    expect(child.kill()).toBe(true);
    expect(await child.completed).toMatchObject({ exitCode: 143, signal: "SIGTERM" });
    expect(child.kill()).toBe(false);
  });

  test("kills the whole group", async () => {
    const { lines, logger } = collector();
    const child = await supervise(["sh", "-c", "sleep 300 & echo $!; wait"], { relayStdout: "info", logger });
    await expect.poll(() => lines.length).toBe(1);
    child.kill("SIGKILL");
    await child.completed;
    expect(isAlive(Number(lines[0]?.[1]))).toBe(false);
  });

  test("is refused for a command that cannot be started, with the code that a shell would give", async () => {
    await expect(supervise(["no-such-program-here"])).rejects.toMatchObject({
      code: "COMMAND_NOT_STARTED",
      exitCode: 127,
    });
    await expect(supervise(["/etc/passwd"])).rejects.toMatchObject({
      name: "CommandError",
      exitCode: 126,
      message: "cannot start the command: /etc/passwd is not executable",
    });
  });
});

describe("with check", () => {
  test("a failure rejects with its exit code and stderr, also in the message", async () => {
    const { completed } = await supervise(["sh", "-c", "echo boom >&2; exit 3"], { check: true });
    const error = await completed.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ code: "COMMAND_FAILED", exitCode: 3, signal: undefined, stderr: "boom\n" });
    expect((error as Error).message).toBe("sh -c echo boom >&2; exit 3 ended with exit code 3:\nboom");
  });

  test("a signal is named", async () => {
    const { completed } = await supervise(["sh", "-c", "kill -9 $$"], { check: true });
    await expect(completed).rejects.toMatchObject({ exitCode: 137, signal: "SIGKILL" });
    await expect(completed).rejects.toThrow("was ended by SIGKILL (137)");
  });

  test("who asks late still hears of it", async () => {
    const { completed } = await supervise(["false"], { check: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(completed).rejects.toThrow("exit code 1");
  });
});

describe("the relay", () => {
  test("hands over each line as it comes, at its level, and the partial last one", async () => {
    const { lines, logger } = collector();
    const go = join(room.folder, "go");
    const script = `echo one; until [ -e ${go} ]; do sleep 0.05; done; echo two >&2; printf three`;
    const { completed } = await supervise(["sh", "-c", script], { relayStdout: "info", relayStderr: "warn", logger });
    await expect.poll(() => lines, { timeout: 10_000 }).toEqual([["info", "one"]]);
    writeFileSync(go, "");
    await completed;
    expect(lines).toEqual(
      expect.arrayContaining([
        ["info", "one"],
        ["warn", "two"],
        ["info", "three"],
      ]),
    );
  });

  test("keeps lines and characters whole across the borders of chunks", async () => {
    const { lines, logger } = collector();
    const script = String.raw`printf 'gr\303'; sleep 0.1; printf '\274n'; sleep 0.1; printf 'er\nnext\r\n'`;
    await (
      await supervise(["sh", "-c", script], { relayStdout: "debug", logger })
    ).completed;
    expect(lines.map(([, line]) => line)).toEqual(["grüner", "next"]);
  });

  test("takes 200 KiB without a newline without blocking the command", async () => {
    const { lines, logger } = collector();
    const script = String.raw`head -c 204800 /dev/zero | tr '\0' x; echo done >&2`;
    const { stderr } = await (await supervise(["sh", "-c", script], { relayStdout: "info", logger })).completed;
    expect(stderr).toBe("done\n");
    expect(lines.map(([, line]) => line.length)).toEqual([204_800]);
  });

  test("is complete when `completed` settles, and does not wait for a daemon on the pipe", async () => {
    const { lines, logger } = collector();
    const child = await supervise(["sh", "-c", "seq 20000; sleep 300 & echo $! >&2"], { relayStdout: "info", logger });
    const daemon = Number((await child.completed).stderr);
    expect(lines).toHaveLength(20_000);
    expect(isAlive(daemon)).toBe(true);
    process.kill(daemon);
  });
});

describe("the streams", () => {
  const STREAMS = "for f in 0 1 2; do x=$(readlink /proc/$$/fd/$f); echo $x >&3; done";

  test("nothing given: stdin and stdout are /dev/null and stderr is captured, never our own", async () => {
    const { completed } = await supervise(["sh", "-c", `exec 3>${room.folder}/fds; ${STREAMS}`]);
    await completed;
    const [stdin, stdout, stderr] = readFileSync(join(room.folder, "fds"), "utf8").split("\n");
    expect([stdin, stdout]).toEqual(["/dev/null", "/dev/null"]);
    expect(stderr).toMatch(/output \(deleted\)$|^pipe:/);
  });

  test('"inherit" is ours, which is something else than nothing given', async () => {
    const { completed } = await supervise(["sh", "-c", `exec 3>${room.folder}/fds; ${STREAMS}`], {
      stdout: "inherit",
      stderr: "inherit",
    });
    expect((await completed).stderr).toBe("");
    const [, stdout] = readFileSync(join(room.folder, "fds"), "utf8").split("\n");
    expect(stdout).not.toBe("/dev/null");
  });

  test("a descriptor is used as it is", async () => {
    const file = join(room.folder, "out");
    const { completed } = await supervise(["echo", "hello"], { stdout: openSync(file, "w") });
    await completed;
    expect(readFileSync(file, "utf8")).toBe("hello\n");
  });
});

test("spawn options pass through, and what is managed wins", async () => {
  const { lines, logger } = collector();
  const options = { cwd: "/", env: { PATH: process.env.PATH, X: "y" }, stdio: "inherit", detached: false, logger };
  const { pid, completed } = await supervise(["sh", "-c", "pwd; echo $X; ps -o pgid= -p $$"], {
    ...options,
    relayStdout: "info",
  });
  await completed;
  expect(lines.map(([, line]) => line.trim())).toEqual(["/", "y", String(pid)]);
});
