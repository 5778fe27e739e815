/** @module-tag slow */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { cli, ending, read, useRoom } from "../../testing/command.ts";

const room = useRoom();
const WRITE_4_MIB = `const fs = require("fs"), block = Buffer.alloc(65536, 120);
for (let i = 0; i < 64; i++) for (let at = 0; at < block.length;) at += fs.writeSync(1, block, at);
fs.writeFileSync(process.argv[2], "written");`;

/** The wrapper in a shell pipeline, where its stdout is a real pipe. */
function piped(command: string, reader: string, log = room.log): ReturnType<typeof ending> {
  const wrapper = `"${process.execPath}" "${cli}" run --slug s --log "${log}" -- ${command} 2>/dev/null`;
  const script = `${wrapper} | ${reader}; echo "code \${PIPESTATUS[0]}"`;
  const env = { ...process.env, S3_BUCKET: undefined };
  return ending(spawn("bash", ["-c", script], { env, stdio: ["ignore", "pipe", "inherit"] }));
}

/** Who reads only when `done` is there waits for ever for a writer that waits for its reader. */
function writer(): { readonly command: string; readonly done: string } {
  const file = join(room.folder, "write.cjs");
  const done = join(room.folder, "done");
  writeFileSync(file, WRITE_4_MIB);
  return { command: `"${process.execPath}" ${file} ${done}`, done };
}

describe("a reader of stdout that stalls", () => {
  test("does not slow the command, and gets every byte later", async () => {
    const { command, done } = writer();
    const { stdout } = await piped(command, `(until [ -e ${done} ]; do sleep 0.1; done; wc -c)`);
    expect(String(stdout)).toBe("4194304\ncode 0\n");
  });

  test("does not slow the command where stdout is a socket either", async () => {
    const { command, done } = writer();
    const argv = ["-c", `exec "${process.execPath}" "${cli}" run --slug s --log "${room.log}" -- ${command}`];
    const child = spawn("sh", argv, {
      env: { ...process.env, S3_BUCKET: undefined },
      stdio: ["ignore", "pipe", "ignore"],
    });
    child.stdout.pause();
    await expect.poll(() => read(done), { timeout: 10_000 }).toBe("written");
    expect((await ending(child)).stdout).toHaveLength(4_194_304);
  });

  test("gets every byte even when the log takes none", async () => {
    const { command } = writer();
    const { stdout } = await piped(command, "(sleep 0.5; wc -c)", "/dev/full");
    expect(String(stdout)).toBe("4194304\ncode 0\n");
  });
});

test("a reader of stdout that goes away does not end the command", async () => {
  const { stdout } = await piped(`sh -c 'for i in $(seq 20); do echo $i; sleep 0.02; done; exit 3'`, "head -1");
  expect(String(stdout)).toBe("1\ncode 3\n");
  expect(read(room.log).trimEnd().split("\n")).toHaveLength(20);
});
