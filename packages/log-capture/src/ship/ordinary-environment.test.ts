/** @module-tag slow */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { startLocalCloud } from "@alpha-engine/local-cloud";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { ending, runCli, startCli, useRoom } from "../../testing/command.ts";
import { serve } from "../../testing/http.ts";

const room = useRoom();

test("a machine whose clock is ten minutes off ships its log", async () => {
  const cloud = await startLocalCloud({ directory: join(room.folder, "cloud"), faults: { clockSkewSeconds: 600 } });
  const endpoint = cloud.environment["AWS_ENDPOINT_URL_S3"] ?? cloud.endpoint;
  const s3 = new S3Client({ region: cloud.region, endpoint, forcePathStyle: true });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: "logs" }));
    const options = { log: room.log, flags: ["--bucket", "logs"], env: cloud.environment };
    const { code, stderr } = await runCli(["sh", "-c", "echo hello; exit 5"], options);
    expect([code, stderr]).toEqual([5, expect.stringContaining("6 bytes in s3://logs/")]);
    const { Contents: [object] = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "logs" }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "logs", Key: object?.Key }));
    expect(await Body?.transformToString()).toBe("hello\n");
  } finally {
    s3.destroy();
    await cloud.stop();
  }
});

test("credentials that expire while a command runs are read again from the file in which they are renewed", async () => {
  let valid = "first-TEST-key";
  const file = join(room.folder, "credentials");
  const keep = (): void =>
    writeFileSync(file, `[default]\naws_access_key_id = ${valid}\naws_secret_access_key = made-up\n`);
  keep();
  const shipped: string[] = [];
  const refused: string[] = [];
  const endpoint = await serve(({ headers, body }, response) => {
    const [, key = ""] = /Credential=([^/]+)/.exec(headers.authorization ?? "") ?? [];
    if (key !== valid) {
      refused.push(key);
      return response.writeHead(400).end("<Error><Code>ExpiredToken</Code><Message>expired</Message></Error>");
    }
    shipped.push(`${key}: ${String(body)}`);
    response.end();
  });
  const go = join(room.folder, "go");
  const wrapper = startCli(["sh", "-c", `echo first; until [ -e ${go} ]; do sleep 0.1; done; echo last; exit 4`], {
    log: room.log,
    flags: ["--bucket", "logs", "--upload-every", "200ms"],
    env: {
      AWS_ENDPOINT_URL_S3: endpoint.url,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SHARED_CREDENTIALS_FILE: file,
    },
  });
  const ended = ending(wrapper);
  await expect.poll(() => shipped, { timeout: 15_000 }).toEqual(["first-TEST-key: first\n"]);
  valid = "second-TEST-key";
  keep();
  writeFileSync(go, "");
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([4, expect.stringContaining("11 bytes in s3://logs/")]);
  expect(shipped.at(-1)).toBe("second-TEST-key: first\nlast\n");
  expect(refused).toEqual(["first-TEST-key"]);
});
