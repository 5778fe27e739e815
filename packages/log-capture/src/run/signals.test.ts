/** @module-tag slow */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ending, isAlive, read, startCli, useRoom } from "../../testing/command.ts";
import { useS3 } from "../../testing/s3.ts";

const room = useRoom();
const s3 = useS3();
const LOOP = "echo up; while :; do sleep 0.05; done";

describe("a signal to the wrapper", () => {
  test.each([
    ["SIGTERM", "TERM", 7],
    ["SIGINT", "INT", 9],
    ["SIGHUP", "HUP", 4],
  ] as const)("%s reaches the command, whose last words are kept, and its code is ours", async (signal, name, code) => {
    const wrapper = startCli(["sh", "-c", `trap 'echo bye; exit ${code}' ${name}; ${LOOP}`], room);
    const ended = ending(wrapper);
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toBe("up\n");
    wrapper.kill(signal);
    expect((await ended).code).toBe(code);
    expect(read(room.log)).toMatch(/^up\n(Terminated\n|Hangup\n)?bye\n$/);
  });

  test("reaches the command's children, too", async () => {
    const wrapper = startCli(["sh", "-c", "sleep 300 & echo $!; wait"], room);
    const ended = ending(wrapper);
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toMatch(/^\d+\n$/);
    wrapper.kill("SIGTERM");
    expect((await ended).code).toBe(143);
    expect(isAlive(Number(read(room.log)))).toBe(false);
  });

  test("the second one kills a command that ignores the first", async () => {
    const wrapper = startCli(["sh", "-c", `trap '' TERM; ${LOOP}`], room);
    const ended = ending(wrapper);
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toBe("up\n");
    wrapper.kill("SIGTERM");
    await new Promise((resolve) => setTimeout(resolve, 200));
    wrapper.kill("SIGTERM");
    expect((await ended).code).toBe(137);
  });

  test("with --grace the end of the grace kills as well", async () => {
    const wrapper = startCli(["sh", "-c", `trap '' TERM; ${LOOP}`], { log: room.log, flags: ["--grace", "300ms"] });
    const ended = ending(wrapper);
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toBe("up\n");
    wrapper.kill("SIGTERM");
    expect((await ended).code).toBe(137);
  });
});

describe("SIGKILL to the wrapper", () => {
  test("loses nothing of the log, ends the command, and the log is shipped without it", async () => {
    const flags = ["--bucket", "logs", "--prefix", "killed"];
    const script = `trap 'echo "ended by the sentinel"; exit' TERM; echo $$; ${LOOP}`;
    const wrapper = startCli(["sh", "-c", script], { log: room.log, flags, env: s3.env });
    const ended = ending(wrapper);
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toContain("up\n");
    await new Promise((resolve) => setTimeout(resolve, 150));
    wrapper.kill("SIGKILL");
    await ended;
    await expect.poll(() => s3.objects("killed"), { timeout: 10_000 }).toHaveLength(1);
    const [object] = await s3.objects("killed");
    expect(String(object?.body)).toBe(read(room.log));
    expect(read(room.log)).toContain("ended by the sentinel\n");
    expect(object?.metadata).toMatchObject({ "left-behind": "true" });
    expect(isAlive(Number.parseInt(read(room.log), 10))).toBe(false);
  });

  test("what is in the pipe at that moment is in the log", async () => {
    const go = join(room.folder, "go");
    const script = `sleep 0.3; echo before; until [ -e ${go} ]; do sleep 0.05; done; seq 1 3000; echo written > ${go}; exec sleep 30`;
    const wrapper = startCli(["sh", "-c", script], room);
    wrapper.stdout?.resume();
    const ended = ending(wrapper);
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toBe("before\n");
    wrapper.kill("SIGSTOP");
    writeFileSync(go, "");
    await expect.poll(() => read(go), { timeout: 15_000 }).toBe("written\n");
    expect(read(room.log)).toBe("before\n");
    wrapper.kill("SIGKILL");
    await ended;
    const wanted = ["before", ...Array.from({ length: 3000 }, (_, i) => String(i + 1)), ""].join("\n");
    await expect.poll(() => read(room.log), { timeout: 15_000 }).toBe(wanted);
  });
});

test("after a normal end no process of ours is left", async () => {
  const wrapper = startCli(["sh", "-c", "sleep 0.2; ps -A -o pid=,ppid=,args="], room);
  const { stdout } = await ending(wrapper);
  const sentinel = String(stdout)
    .split("\n")
    .find((line) => line.includes("log-capture-sentinel") && line.trim().split(/\s+/)[1] === String(wrapper.pid));
  expect(sentinel).toBeDefined();
  expect(isAlive(Number.parseInt(sentinel ?? "", 10))).toBe(false);
});
