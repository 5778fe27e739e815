import { simulatedClock } from "@alpha-engine/asl";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { jsonClient } from "../../../testing/json-client.ts";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = simulatedClock({ startAt: NOW });
let rig: TestCloud;
let logs: ReturnType<typeof jsonClient>;
beforeAll(async () => {
  rig = await startTestCloud({ clock });
  logs = jsonClient(rig.cloud.endpoint, "Logs_20140328");
});
afterAll(() => rig[Symbol.asyncDispose]());

test("log streams are made, written and paged as the service does it", async () => {
  const names = { logGroupName: "g", logStreamName: "s" };
  expect(await logs("GetLogEvents", names)).toMatchObject({ __type: "ResourceNotFoundException" });
  await logs("CreateLogGroup", { logGroupName: "g" });
  expect(await logs("CreateLogGroup", { logGroupName: "g" })).toMatchObject({
    __type: "ResourceAlreadyExistsException",
  });
  await logs("CreateLogStream", names);
  const logEvents = [1, 2, 3].map((second) => ({ timestamp: NOW + second * 1000, message: `m${second}` }));
  await logs("PutLogEvents", { ...names, logEvents });
  expect(await logs("PutLogEvents", { ...names, logEvents: logEvents.toReversed() })).toMatchObject({
    __type: "InvalidParameterException",
  });
  const latest = await logs("GetLogEvents", { ...names, limit: 2 });
  expect(latest["events"]).toMatchObject([{ message: "m2" }, { message: "m3" }]);
  const earlier = await logs("GetLogEvents", { ...names, limit: 2, nextToken: latest["nextBackwardToken"] });
  expect(earlier["events"]).toMatchObject([{ message: "m1" }]);
  const end = await logs("GetLogEvents", { ...names, nextToken: latest["nextForwardToken"] });
  expect(end).toMatchObject({ events: [], nextForwardToken: latest["nextForwardToken"] });
  expect(await logs("DescribeLogGroups", { logGroupNamePrefix: "g" })).toMatchObject({
    logGroups: [{ logGroupName: "g" }],
  });
  await logs("DeleteLogStream", names);
  expect(await logs("DescribeLogStreams", { logGroupName: "g" })).toEqual({ logStreams: [] });
  await logs("DeleteLogGroup", { logGroupName: "g" });
  expect(await logs("DescribeLogStreams", { logGroupName: "g" })).toMatchObject({
    __type: "ResourceNotFoundException",
  });
});

test.each([
  ["too old", [-15 * DAY, -14 * DAY - HOUR], { tooOldLogEventEndIndex: 2 }, 0],
  ["too new", [0, 2 * HOUR + 1], { tooNewLogEventStartIndex: 1 }, 1],
  ["past its group's retention", [-25 * HOUR, -2 * HOUR], { expiredLogEventEndIndex: 1 }, 1],
])("an event that is %s is told and not kept, the others are", async (what, offsets, rejectedLogEventsInfo, kept) => {
  const names = { logGroupName: `limits ${what}`.replaceAll(/[^\w]/g, "-"), logStreamName: "s" };
  await logs("CreateLogGroup", names);
  await logs("CreateLogStream", names);
  await logs("PutRetentionPolicy", { ...names, retentionInDays: 1 });
  if (what === "too old") await logs("DeleteRetentionPolicy", names);
  const logEvents = offsets.map((offset) => ({ timestamp: NOW + offset, message: "x" }));
  expect(await logs("PutLogEvents", { ...names, logEvents })).toEqual({
    nextSequenceToken: "0",
    rejectedLogEventsInfo,
  });
  expect((await logs("GetLogEvents", names))["events"]).toHaveLength(kept);
});

test("a group is found by how it begins or by what is in it, with its tags and what else it says of itself", async () => {
  await logs("CreateLogGroup", { logGroupName: "/alpha/Found", tags: { env: "test" } });
  const arn = `arn:aws:logs:us-east-1:000000000000:log-group:/alpha/Found`;
  const group = { logGroupName: "/alpha/Found", creationTime: NOW, metricFilterCount: 0, logGroupClass: "STANDARD" };
  const described = { ...group, arn: `${arn}:*`, logGroupArn: arn };
  expect(await logs("DescribeLogGroups", { logGroupNamePrefix: "/alpha/F" })).toEqual({
    logGroups: [{ ...described, storedBytes: 0, deletionProtectionEnabled: false }],
  });
  expect(await logs("DescribeLogGroups", { logGroupNamePattern: "found" })).toEqual({ logGroups: [described] });
  expect(await logs("ListTagsForResource", { resourceArn: arn })).toEqual({ tags: { env: "test" } });
});

test.each<[string, string, object, string]>([
  [
    "a prefix with a pattern",
    "DescribeLogGroups",
    { logGroupNamePrefix: "a", logGroupNamePattern: "b" },
    "mutually exclusive",
  ],
  ["a limit of 51 groups", "DescribeLogGroups", { limit: 51 }, "less than or equal to 50"],
  ["a name of 513 characters", "CreateLogGroup", { logGroupName: "a".repeat(513) }, "less than or equal to 512"],
  [
    "a token of nobody's",
    "GetLogEvents",
    { logStreamName: "s", nextToken: "x" },
    "The specified nextToken is invalid.",
  ],
  ["a limit of 10,001 events", "FilterLogEvents", { limit: 10_001 }, "less than or equal to 10000"],
  [
    "events of more than a day",
    "PutLogEvents",
    {
      logStreamName: "s",
      logEvents: [
        { timestamp: NOW - 25 * HOUR, message: "x" },
        { timestamp: NOW, message: "x" },
      ],
    },
    "cannot span more than 24 hours",
  ],
  ["no event at all", "PutLogEvents", { logStreamName: "s", logEvents: [] }, "length greater than or equal to 1"],
])("%s is refused", async (_, operation, input, message) => {
  await logs("CreateLogGroup", { logGroupName: "refusals" });
  await logs("CreateLogStream", { logGroupName: "refusals", logStreamName: "s" });
  const answer = await logs(operation, {
    ...(operation.startsWith("Describe") ? {} : { logGroupName: "refusals" }),
    ...input,
  });
  expect(answer).toMatchObject({
    __type: "InvalidParameterException",
    message: expect.stringContaining(message) as string,
  });
});
