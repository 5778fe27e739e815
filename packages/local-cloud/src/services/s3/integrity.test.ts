import { createHash } from "node:crypto";
import { mkdir, readFile, rm, stat, symlink } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";

import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { CHECKSUM_ALGORITHMS } from "./bytes/checksums.ts";

const Bucket = "integrity";
let test_: TestCloud;
let s3: S3Client;
let endpoint: string;
beforeAll(async () => {
  test_ = await startTestCloud();
  endpoint = test_.cloud.environment["AWS_ENDPOINT_URL_S3"] ?? "";
  s3 = new S3Client({ endpoint, maxAttempts: 1 });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => test_[Symbol.asyncDispose]());

const url = (key: string, query = ""): string => `${endpoint}/${Bucket}/${key}${query}`;
/** For whom a request is, is read from its signature. */
const SIGNED = { authorization: "AWS4-HMAC-SHA256 Credential=a/20261130/us-east-1/s3/aws4_request, Signature=0" };
const ask = (address: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(address, { headers: { ...SIGNED, ...headers } });
const put = (key: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url(key), { method: "PUT", body: body as string, headers: { ...SIGNED, ...headers } });
const get = async (key: string): Promise<string> => await (await ask(url(key))).text();

test.each([0, 10, 70_000, 3_000_000])(
  "a body of %i bytes that is not what its Content-MD5 says is refused, always with an answer, and the old object stays",
  async (size) => {
    await put("kept", "old");
    const md5 = createHash("md5").update("something else").digest("base64");
    const attempts = Array.from({ length: 8 }, () => put("kept", Buffer.alloc(size, 1), { "content-md5": md5 }));
    for (const answer of await Promise.all(attempts)) {
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("<Code>BadDigest</Code>")]);
    }
    expect(await get("kept")).toBe("old");
    expect(await (await put("kept", "x", { "content-md5": "not a digest" })).text()).toContain("InvalidDigest");
  },
);

test.each(CHECKSUM_ALGORITHMS)(
  "a wrong %s is refused, in a header or behind the body; a right one comes back",
  async (ChecksumAlgorithm) => {
    const Key = `checked-${ChecksumAlgorithm}`;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "old" }));
    const field = `Checksum${ChecksumAlgorithm}` as const;
    const right = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "new", ChecksumAlgorithm }));
    const value = right[field] ?? "";
    const wrong = new PutObjectCommand({ Bucket, Key, Body: "newer", ChecksumAlgorithm, [field]: value });
    await expect(s3.send(wrong)).rejects.toMatchObject({ name: "BadDigest" });
    const trailer = `x-amz-checksum-${ChecksumAlgorithm.toLowerCase()}`;
    const answer = await put(Key, `5\r\nnewer\r\n0\r\n${trailer}:${value}\r\n\r\n`, {
      "content-encoding": "aws-chunked",
      "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      "x-amz-decoded-content-length": "5",
      "x-amz-trailer": trailer,
    });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("BadDigest")]);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    expect(head).toMatchObject({ [field]: value, ChecksumType: "FULL_OBJECT", ContentLength: 3 });
  },
);

test("a body that breaks off leaves the old object, and nothing behind", async () => {
  await put("broken", "old");
  const { hostname, port } = new URL(endpoint);
  const socket = connect(Number(port), hostname);
  socket.write(
    `PUT /${Bucket}/broken HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${SIGNED.authorization}\r\ncontent-length: 5000000\r\n\r\n${"x".repeat(2_000_000)}`,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  const short = await put("broken", "3\r\nabc\r\n0\r\n\r\n", {
    "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "x-amz-decoded-content-length": "9",
  });
  expect([short.status, await short.text()]).toEqual([400, expect.stringContaining("IncompleteBody")]);
  expect(await get("broken")).toBe("old");
});

test("a body that is a form is an object like others", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await put("form", "Action=Publish&a=b", headers)).status).toBe(200);
  expect(await get("form")).toBe("Action=Publish&a=b");
});

test("of several ranges the whole object is given, of one its bytes", async () => {
  await put("ranges", "0123456789");
  const read = async (range: string): Promise<[number, string]> => {
    const answer = await ask(url("ranges"), { range });
    return [answer.status, await answer.text()];
  };
  expect(await read("bytes=0-1,4-5")).toEqual([200, "0123456789"]);
  expect(await read("bytes=2-3")).toEqual([206, "23"]);
  expect(await read("bytes=-3")).toEqual([206, "789"]);
  expect(await read("bytes=10-")).toEqual([416, expect.stringContaining("<ActualObjectSize>10</ActualObjectSize>")]);
});

test("a stale If-Match overwrites nothing, whichever way it is written", async () => {
  const Key = "stale";
  const { ETag: old = "" } = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "one" }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: "three" }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: "two" }));
  const failed = { name: "PreconditionFailed", Condition: "If-Match", $metadata: { httpStatusCode: 412 } };
  await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: "x", IfMatch: old }))).rejects.toMatchObject(failed);
  const complete = new CompleteMultipartUploadCommand({
    Bucket,
    Key,
    UploadId,
    IfMatch: old,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: createHash("md5").update("three").digest("hex") }] },
  });
  await expect(s3.send(complete)).rejects.toMatchObject(failed);
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads.map((upload) => upload.UploadId)).toContain(UploadId);
  expect(await get(Key)).toBe("two");
});

test("an expired presigned URL, of either version, is refused; a fresh one is not", async () => {
  await put("signed", "text");
  const stamp = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const signed = (at: number, lasting: number): Promise<Response> =>
    fetch(
      url(
        "signed",
        `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${stamp(at)}&X-Amz-Expires=${lasting}&X-Amz-Credential=a/20261130/us-east-1/s3/aws4_request&X-Amz-Signature=0`,
      ),
    );
  expect((await signed(Date.now() - 50_000, 100)).status).toBe(200);
  const late = await signed(Date.now() - 200_000, 100);
  expect([late.status, await late.text()]).toEqual([
    403,
    expect.stringContaining("<Message>Request has expired</Message>"),
  ]);
  expect((await signed(Date.now(), 604_801)).status).toBe(400);
  const second = Math.floor(Date.now() / 1000);
  expect((await ask(url("signed", `?AWSAccessKeyId=a&Signature=b&Expires=${second - 5}`))).status).toBe(403);
  expect((await ask(url("signed", `?AWSAccessKeyId=a&Signature=b&Expires=${second + 60}`))).status).toBe(200);
});

test("keys of 1,024 bytes are taken, longer ones, metadata above 2 KB and an eleventh tag are not", async () => {
  const name = async (answer: Promise<Response>): Promise<string> =>
    /<Code>(\w+)/.exec(await (await answer).text())?.[1] ?? "";
  expect(await name(put("ü".repeat(512), "x"))).toBe("");
  expect(await name(put(`${"ü".repeat(512)}x`, "x"))).toBe("KeyTooLongError");
  expect(await name(put("m", "x", { "x-amz-meta-a": "y".repeat(2047) }))).toBe("");
  expect(await name(put("m", "x", { "x-amz-meta-a": "y".repeat(2048) }))).toBe("MetadataTooLarge");
  const tags = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join("&");
  expect(await name(put("t", "x", { "x-amz-tagging": tags }))).toBe("BadRequest");
});

test("a symbolic link below the bucket's folder is never followed", async () => {
  const outside = join(test_.directory, "outside");
  await mkdir(outside);
  await put("dir/one", "one");
  await rm(join(test_.directory, "s3", Bucket, "dir"), { recursive: true });
  await symlink(outside, join(test_.directory, "s3", Bucket, "dir"));
  await symlink("/etc/hostname", join(test_.directory, "s3", Bucket, "link"));
  expect((await ask(url("link"))).status).toBe(404);
  await put("link", "mine");
  await put("dir/two", "two");
  await expect(stat(join(outside, "two"))).rejects.toThrow("ENOENT");
  expect(await get("dir/one")).toBe("one");
  expect(await readFile(join(test_.directory, "s3", Bucket, "dir/two"), "utf8")).toBe("two");
  expect(await readFile(join(test_.directory, "s3", Bucket, "link"), "utf8")).toBe("mine");
});

test("an object is read to its end although it is replaced meanwhile", async () => {
  const size = 8_000_000;
  await put("large", Buffer.alloc(size, "a"));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "large" }));
  await put("large", Buffer.alloc(size, "b"));
  let [read, other] = [0, 0];
  for await (const chunk of Body as Readable) {
    read += (chunk as Buffer).length;
    other += (chunk as Buffer).includes("b") ? 1 : 0;
  }
  expect([read, other]).toEqual([size, 0]);
});

test("the bucket may stand in the host name", async () => {
  await put("hosted/key", "text");
  const { hostname, port } = new URL(endpoint);
  const askAs = (host: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname);
      let text = "";
      socket.on("data", (data) => (text += data.toString())).on("close", () => resolve(text));
      socket.write(
        `GET /hosted/key HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${SIGNED.authorization}\r\nconnection: close\r\n\r\n`,
      );
    });
  for (const host of [`${Bucket}.localhost:${port}`, `${Bucket}.s3.localhost`]) {
    expect(await askAs(host)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*text$/);
  }
});
