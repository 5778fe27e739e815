import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { unverified } from "../../wire/credential-scope.ts";

const BIN = fileURLToPath(new URL("../../../dist/bin.js", import.meta.url));
const SIGNED = unverified({ region: "us-east-1", service: "s3" });

function canMount(): boolean {
  try {
    execFileSync("unshare", ["-m", "sh", "-c", 'mount -t tmpfs -o size=64k none "$0"', tmpdir()], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A cloud of its own process whose folder is on a disk of one MiB. */
async function startOnSmallDisk(
  directory: string,
): Promise<{ readonly endpoint: string; readonly stop: () => Promise<void> }> {
  const script = 'mount -t tmpfs -o size=1m none "$0" && exec "$1" "$2" start --dir "$0" --port 0';
  const child = spawn("unshare", ["-m", "sh", "-c", script, directory, process.execPath, BIN], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  for await (const line of createInterface(child.stderr)) {
    const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (endpoint !== undefined) {
      child.stderr.resume();
      return { endpoint, stop: async () => (child.kill("SIGTERM"), await ended) };
    }
  }
  child.kill();
  throw new Error("It did not start");
}

const able = canMount();

test.skipIf(!able)(
  `a disk that is full is one error to whoever writes, and nothing else${able ? "" : ", skipped: no tmpfs can be mounted"}`,
  { timeout: 60_000 },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "full-disk-"));
    const { endpoint, stop } = await startOnSmallDisk(directory);
    const put = (key: string, body: Buffer | string = ""): Promise<Response> =>
      fetch(`${endpoint}/small${key}`, { method: "PUT", headers: SIGNED, body: body as string });
    const get = async (path: string): Promise<string> =>
      await (await fetch(`${endpoint}/small${path}`, { headers: SIGNED })).text();
    await put("");
    expect((await put("/old", "old")).status).toBe(200);
    for (const size of [2_000_000, 900_000, 900_000, 5_000_000]) {
      const answer = await put("/old", Buffer.alloc(size, "x"));
      if (answer.status === 200) continue;
      expect([answer.status, await answer.text()]).toEqual([
        500,
        expect.stringMatching(/<Code>InternalError<.*disk of the local cloud's folder is full: ENOSPC/),
      ]);
    }
    expect((await put("/new", Buffer.alloc(2_000_000))).status).toBe(500);
    expect(await get("?list-type=2")).toContain("<KeyCount>1</KeyCount>");
    expect(await get("/new")).toContain("NoSuchKey");
    expect((await put("/old", "small again")).status).toBe(200);
    expect(await get("/old")).toBe("small again");
    await stop();
    rmSync(directory, { recursive: true });
  },
);
