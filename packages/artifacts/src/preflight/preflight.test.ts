import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { loopbackS3 } from "@alpha-engine/loopback-s3";
import { ListMultipartUploadsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { preflight } from "./preflight.ts";

const store = loopbackS3("preflight");

/** Answers as it is told, and remembers what it was asked. */
const asked: string[] = [];
let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += String(chunk)));
  request.on("end", () => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, body, response);
  });
});
let endpoint = "";
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

async function told(...args: Parameters<typeof preflight>): Promise<readonly string[]> {
  const lines: string[] = [];
  await preflight({ ...args[0], onCheck: (line) => lines.push(line) }, { s3: store.s3, ...args[1] });
  return lines;
}

test("preflight tells what it checked", async () => {
  expect(await told({ bucket: store.bucket })).toEqual([
    `node ${process.versions.node}`,
    expect.stringMatching(/^@aws-sdk\/client-s3 \d+\.\d+\.\d+$/),
    expect.stringMatching(/^disk: \d+ MiB free in .*, 64 needed$/),
    `bucket ${store.bucket} answers`,
  ]);
});

test("that a bucket is writable is proved without an object, a version or an upload that stays", async () => {
  await store.s3.send(new PutObjectCommand({ Bucket: store.bucket, Key: "a/there", Body: "1" }));
  const lines = await told({ bucket: store.bucket, reads: ["a/there", "a/absent"], writes: ["b/"] });
  expect(lines.slice(-3)).toEqual([
    `s3://${store.bucket}/a/there may be read`,
    `s3://${store.bucket}/a/absent may be read, and is not made yet`,
    `s3://${store.bucket}/b/ may be written`,
  ]);
  expect(await store.keys()).toEqual(["a/there"]);
  const { Uploads = [] } = await store.s3.send(new ListMultipartUploadsCommand({ Bucket: store.bucket }));
  expect(Uploads).toEqual([]);
});

test("a bucket that may be read and not written is refused, with the permission that is missing", async () => {
  const denied = `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>`;
  answer = ({ method }, _, response) =>
    method === "PUT" ? response.writeHead(403, { "content-type": "application/xml" }).end(denied) : response.end();
  const s3 = new S3Client({ endpoint, forcePathStyle: true, maxAttempts: 1 });
  asked.length = 0;
  await expect(preflight({ bucket: "any", reads: ["r"], writes: ["w/"] }, { s3 })).rejects.toThrow(
    /^1 of \d+ checks failed: cannot write s3:\/\/any\/w\/: AccessDenied: no \(check the role's s3:GetObject and s3:PutObject/,
  );
  // Nothing was sent that could have made an object: a part belongs to an upload, and this one was never begun.
  for (const request of asked)
    expect(request).toMatch(/^HEAD |^PUT .*[?&]uploadId=preflight-of-an-upload-that-was-never-begun/);
});

test("everything that is wrong is named at once, secrets never", async () => {
  const closed = createServer();
  await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  const spec = {
    bucket: "nowhere",
    environment: ["SET", "UNSET"],
    programs: ["node", "no-such-program"],
    libraries: { absent: "file:///nowhere/index.js" },
    reach: [`http://127.0.0.1:${port}/?key=hidden`],
    diskMiB: 1e9,
  };
  const environment = { SET: "hidden", PATH: process.env.PATH };
  const error: unknown = await preflight(spec, { s3: store.s3, environment, nodeVersion: "20.19.0" }).catch(
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ code: "PREFLIGHT_FAILED" });
  const { message } = error as Error;
  for (const part of [
    "7 of 10 checks failed",
    "Node 24 or newer is needed, this is 20.19.0",
    "absent",
    "$UNSET is not set",
    "no program no-such-program on the PATH",
    "1000000000 are needed",
    "cannot reach bucket nowhere: NotFound: HTTP 404",
    `http://127.0.0.1:${port} does not answer: ECONNREFUSED`,
  ]) {
    expect(message).toContain(part);
  }
  expect(message).not.toContain("hidden");
});

test("parameters are asked for, ten at a time, and only their names are told", async () => {
  const names = Array.from({ length: 12 }, (_, at) => `/app/KEY_${at}`);
  answer = (_, body, response) => {
    const { Names, WithDecryption } = JSON.parse(body) as { Names: string[]; WithDecryption: boolean };
    const there = Names.filter((name) => name !== "/app/KEY_11");
    const Parameters = there.map((Name) => ({ Name, Type: "SecureString", Value: "hidden" }));
    const InvalidParameters = Names.filter((name) => !there.includes(name));
    response.writeHead(WithDecryption && Names.length <= 10 ? 200 : 400, {
      "content-type": "application/x-amz-json-1.1",
    });
    response.end(JSON.stringify({ Parameters, InvalidParameters }));
  };
  const ssm = new SSMClient({ endpoint, maxAttempts: 1 });
  asked.length = 0;
  const lines: string[] = [];
  const onCheck = (line: string): number => lines.push(line);
  await expect(preflight({ bucket: store.bucket, secrets: names, onCheck }, { s3: store.s3, ssm })).rejects.toThrow(
    /^1 of \d+ checks failed: Parameter Store has no \/app\/KEY_11$/,
  );
  expect(asked).toHaveLength(2);
  expect(lines).toContain("parameter /app/KEY_0 may be read");
  expect(lines.join()).not.toContain("hidden");
});

test("a Parameter Store that refuses is told once for each name, with what the role needs", async () => {
  answer = (_, __, response) => {
    response.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify({ __type: "AccessDeniedException", message: "no" }));
  };
  const ssm = new SSMClient({ endpoint, maxAttempts: 1 });
  await expect(preflight({ bucket: store.bucket, secrets: ["/a"] }, { s3: store.s3, ssm })).rejects.toThrow(
    "cannot read Parameter Store: AccessDeniedException: no (the role needs ssm:GetParameters",
  );
});

test("a server is reached when it answers, with whatever", async () => {
  answer = (_, __, response) => response.writeHead(401).end();
  expect(await told({ bucket: store.bucket, reach: [`${endpoint}/v1?key=hidden`] })).toContain(
    `${endpoint} answers (HTTP 401)`,
  );
});
