/** @module-tag slow */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { fetchStaged, stage, unstage } from "./stage.ts";

let rig: TestCloud;
let directory: string;
let place: { bucket: string; prefix: string };
beforeAll(async () => {
  rig = await startTestCloud();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "stage-"));
  place = { bucket: "bucket", prefix: `staging/${directory.slice(-6)}` };
  return () => rm(directory, { recursive: true });
});

const put = (name: string, Body: string): Promise<unknown> =>
  rig.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: `${place.prefix}/${name}`, Body }));
const keys = async (): Promise<readonly (string | undefined)[]> => {
  const { Contents = [] } = await rig.s3.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: place.prefix }));
  return Contents.map(({ Key }) => Key);
};

test("what is staged is fetched byte for byte, readable by its owner only", async () => {
  const body = Uint8Array.from({ length: 256 }, (_, index) => index);
  await stage(
    {
      ...place,
      files: [
        { name: "./config.json", body: "{}" },
        { name: "deep/er/bytes", body },
      ],
    },
    rig,
  );
  const paths = await fetchStaged({ ...place, directory }, rig);
  expect(paths).toEqual([join(directory, "config.json"), join(directory, "deep/er/bytes")]);
  expect(new Uint8Array(await readFile(join(directory, "deep/er/bytes")))).toEqual(body);
  expect((await stat(join(directory, "config.json"))).mode & 0o777).toBe(0o600);
});

test("a file that is not what the manifest says is refused by its key", async () => {
  await stage({ ...place, files: [{ name: "config.json", body: "{}" }] }, rig);
  await put("config.json", "[]");
  await expect(fetchStaged({ ...place, directory }, rig)).rejects.toMatchObject({
    code: "STAGE_INCOMPLETE",
    message: `s3://bucket/${place.prefix}/config.json is not what its manifest says`,
  });
  expect(await readdir(directory)).toEqual([]);
});

test("where nothing is staged, the fetch says which key is missing", async () => {
  await expect(fetchStaged({ ...place, directory }, rig)).rejects.toMatchObject({
    code: "STAGE_INCOMPLETE",
    message: expect.stringContaining(`s3://bucket/${place.prefix}/manifest.json`),
  });
});

test.each(["../up", "a/../../up", "/etc/passwd", "", "manifest.json"])("the name %j is refused", async (name) => {
  const staging = stage({ ...place, files: [{ name, body: "" }] }, rig);
  await expect(staging).rejects.toMatchObject({ code: "STAGE_INCOMPLETE" });
  expect(await keys()).toEqual([]);
});

test("a manifest that leads out of the folder is refused", async () => {
  await put("manifest.json", JSON.stringify({ files: [{ name: "x/../../up", sha256: "" }] }));
  await expect(fetchStaged({ ...place, directory }, rig)).rejects.toThrow("not a name for a staged file");
});

test("what is unstaged is gone, and nothing beside it; again is harmless", async () => {
  await stage({ ...place, files: [{ name: "a", body: "1" }] }, rig);
  const beside = { ...place, prefix: `${place.prefix}-beside` };
  await stage({ ...beside, files: [{ name: "b", body: "2" }] }, rig);
  await unstage(place, rig);
  expect(await keys()).toEqual([`${beside.prefix}/b`, `${beside.prefix}/manifest.json`]);
  await unstage(place, rig);
});
