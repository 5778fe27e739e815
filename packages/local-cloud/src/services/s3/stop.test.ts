import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { startTestCloud } from "../../../testing/cloud.ts";
import { unverified } from "../../wire/credential-scope.ts";

const SIGNED = unverified({ region: "us-east-1", service: "s3" });
const MEBIBYTE = Buffer.alloc(2 ** 20, "x");

/** What lies in a folder, without what is on its way out while it is looked at. */
function contentOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      return `${name} ${found?.size} ${found?.mtimeMs}`;
    })
    .toSorted();
}

/** A client that says it will send eight MiB, and goes on sending as long as somebody listens. */
function slowPut(endpoint: string, path: string): Socket {
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  const head = [`PUT ${path} HTTP/1.1`, `host: ${hostname}`, `authorization: ${SIGNED["authorization"]}`];
  socket.write(`${[...head, `content-length: ${8 * MEBIBYTE.length}`].join("\r\n")}\r\n\r\n`);
  socket.on("error", () => {});
  const more = setInterval(() => socket.write(MEBIBYTE), 20);
  socket.on("close", () => clearInterval(more));
  return socket;
}

test.each([false, true])(
  "a body that is still coming when the cloud stops is written no further, keep: %s",
  async (keep) => {
    const directory = mkdtempSync(join(tmpdir(), "s3-stop-"));
    const { cloud } = await startTestCloud({ directory, keep });
    const { endpoint } = cloud;
    await fetch(`${endpoint}/slow`, { method: "PUT", headers: SIGNED });
    await fetch(`${endpoint}/slow/large`, {
      method: "PUT",
      headers: SIGNED,
      body: Buffer.concat(Array(40).fill(MEBIBYTE)),
    });
    const clients = Array.from({ length: 4 }, (_, index) => slowPut(endpoint, `/slow/part-${index}`));
    // These are read and written while the cloud stops, whether or not anybody still waits for them.
    const copies = Array.from({ length: 4 }, (_, index) =>
      fetch(`${endpoint}/slow/copy-${index}`, {
        method: "PUT",
        headers: { ...SIGNED, "x-amz-copy-source": "slow/large", "x-amz-checksum-algorithm": "SHA256" },
      }).catch(() => {}),
    );
    await sleep(70);
    await cloud.stop();
    const left = contentOf(directory);
    await Promise.all(copies);
    await sleep(150);
    expect(contentOf(directory)).toEqual(left);
    if (keep)
      expect(readdirSync(join(directory, "state", "s3", "bytes")).length).toBeLessThanOrEqual(1 + copies.length);
    for (const client of clients) client.destroy();
    rmSync(directory, { recursive: true });
    expect(existsSync(directory)).toBe(false);
  },
);
