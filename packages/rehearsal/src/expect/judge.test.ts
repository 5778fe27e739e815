import type { ItemFailure } from "@alpha-engine/run-record";
import { expect, test } from "vitest";

import type { Expectations } from "./expectations.ts";
import { type Came, judge } from "./judge.ts";

const step = (name: string, exitCode: number | null, more: object = {}) => ({
  ...({} as Came["states"][number]),
  name,
  status: "FAILED" as const,
  exitCode,
  items: null,
  ...more,
});
const failure = (item: number, exitCode: number) => ({ ...({} as ItemFailure), item, exitCode });
const told = {
  topicArn: "arn:aws:sns:us-east-1:0:alerts",
  subject: "Load FAILED",
  message: "see the log",
};
const came: Came = {
  status: "FAILED",
  error: "LoadFailed",
  output: { rows: 12, list: [1, { a: 1, b: 2 }], more: true },
  states: [
    step("Load", 4),
    step("Gone", null),
    step("Later", null, { status: "NOT_REACHED" }),
    step("Each", null, { items: { ok: 2, failed: 1, aborted: 0, running: 0, failures: [failure(1, 9)] } }),
  ],
  messages: [told],
  objects: {
    names: ["s3://results/2026/report.json", "s3://results/2026/raw.csv"],
    texts: new Map([["s3://results/2026/report.json", '{"rows": 12}']]),
  },
  interrupted: undefined,
};

test.each<[Expectations, boolean | null, string]>([
  [{ status: "FAILED" }, true, "FAILED"],
  [{ status: "SUCCEEDED" }, false, "FAILED"],
  [{ error: "LoadFailed" }, true, "LoadFailed"],
  [{ error: "OtherFailed" }, false, "LoadFailed"],
  [{ output: { rows: 12, list: [1, { a: 1 }] } }, true, '{"rows":12,"list":[1,{"a":1,"b":2}],"more":true}'],
  [{ output: { list: [1] } }, false, '{"rows":12,"list":[1,{"a":1,"b":2}],"more":true}'],
  [{ exit: { Load: 4 } }, true, "4"],
  [{ exit: { Load: 3 } }, false, "4"],
  [{ exit: { Gone: 0 } }, null, "nobody saw how it ended"],
  [{ exit: { Later: 0 } }, false, "it was not reached"],
  [{ exit: { Each: 9 } }, true, "2 with 0, 9"],
  [{ exit: { Each: 0 } }, false, "2 with 0, 9"],
  [{ objects: ["s3://results/*/report.json"] }, true, "s3://results/2026/report.json"],
  [
    { objects: { "s3://results/2026/report.jsn": true } },
    false,
    "none of 2 objects (did you mean s3://results/2026/report.json?)",
  ],
  [{ objects: { "s3://results/*.csv": false } }, false, "s3://results/2026/raw.csv"],
  [{ objects: { "s3://other/*": false } }, true, "none of 2 objects"],
  [{ objects: { "s3://results/*/report.json": '"rows": 12' } }, true, "s3://results/2026/report.json"],
  [{ objects: { "s3://results/*/report.json": '"rows": 13' } }, false, "s3://results/2026/report.json"],
  [{ objects: { "s3://results/nothing": "rows" } }, false, "none of 2 objects"],
  [{ notifications: ["FAILED"] }, true, '"Load FAILED"'],
  [{ notifications: [{ topic: "alerts", message: "log" }] }, true, '"Load FAILED"'],
  [{ notifications: [{ topic: "alert" }] }, false, '"Load FAILED"'],
  [{ notifications: [] }, false, '"Load FAILED"'],
])("%j: %s, got %s", (expected, met, got) => {
  expect(judge(expected, came)).toMatchObject([{ met, got }]);
  expect(judge(expected, { ...came, interrupted: "it ran" })).toMatchObject([{ met: null }]);
});

test("where nobody looked into the buckets, nothing is said of objects", () => {
  const objects = { "s3://results/*": false };
  expect(judge({ objects }, { ...came, objects: undefined })).toMatchObject([{ met: null }]);
});
