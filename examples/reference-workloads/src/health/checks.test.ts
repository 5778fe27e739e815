import { loopbackS3 } from "@alpha-engine/loopback-s3";
import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { putReport } from "../reports/reports.ts";
import { openRun } from "../stages/open-run.ts";
import { checkArtifacts, checkConstituents, checkSubstrate } from "./checks.ts";
import { readJson } from "./read-json.ts";

const store = loopbackS3("health");
const place = () => ({ bucket: store.bucket, runDate: "2026-01-03" });
const put = async (Key: string, Body: string): Promise<void> => {
  await store.s3.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body }));
};

beforeEach(async () => {
  vi.stubEnv("AWS_ENDPOINT_URL_S3", store.endpoint);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDLOOPBACK");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  await openRun(place(), { s3: store.s3 }).publish("data/prices", [
    { name: "prices.csv", body: "date,close\n", contentType: "text/csv" },
  ]);
});
afterEach(() => vi.unstubAllEnvs());

const manifest = "data/2026-01-03/prices/manifest.json";
const prices = "data/2026-01-03/prices/prices.csv";

test("what is whole is whole; what was not made is no finding", async () => {
  expect(await checkArtifacts(place(), readJson)).toEqual([{ what: manifest }]);
});

test("a file that is missing, or of another size, is named with what was expected", async () => {
  await put(prices, "short");
  expect(await checkArtifacts(place(), readJson)).toEqual([
    { what: manifest, problem: `${prices} has 5 bytes, expected 11` },
  ]);
  await store.s3.send(new DeleteObjectCommand({ Bucket: store.bucket, Key: prices }));
  expect(await checkArtifacts(place(), readJson)).toMatchObject([{ problem: `${prices} is missing, expected 11` }]);
});

test("an empty log of the day is found", async () => {
  await put("_ssm_logs/x/2026-01-04/box-1.log", "said something");
  await put("_ssm_logs/x/2026-01-04/box-2.log", "");
  expect(await checkSubstrate(place(), "2026-01-04")).toEqual([
    { what: "_ssm_logs/x/2026-01-04/box-1.log", problem: undefined },
    { what: "_ssm_logs/x/2026-01-04/box-2.log", problem: "is empty" },
  ]);
});

test("closes that are no prices are found; a step that was skipped has none", async () => {
  expect(await checkConstituents(place())).toEqual([]);
  await putReport(place(), "data-phase2", { closes: { "2026-01": 6000, "2026-02": 0 } });
  expect(await checkConstituents(place())).toEqual([{ what: "2 months of closes", problem: "no price in 2026-02" }]);
});
