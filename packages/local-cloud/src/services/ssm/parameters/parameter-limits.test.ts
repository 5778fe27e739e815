import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  RemoveTagsFromResourceCommand,
  UnlabelParameterVersionCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
});
afterAll(() => test_[Symbol.asyncDispose]());

async function put(Name: string, input: Partial<PutParameterCommandInput> = {}): Promise<number | undefined> {
  const { Version } = await test_.ssm.send(new PutParameterCommand({ Name, Value: "v", Type: "String", ...input }));
  return Version;
}

const get = async (Name: string) => (await test_.ssm.send(new GetParameterCommand({ Name }))).Parameter;

test.each([
  ["aws-own", 'can\'t be prefixed with "aws" or "ssm" (case-insensitive)'],
  ["SSMthing", 'can\'t be prefixed with "aws" or "ssm" (case-insensitive)'],
  ["/ssm/own/name", 'can\'t be prefixed with "ssm" (case-insensitive)'],
  ["/app//double", "sub-paths divided by slash symbol"],
  ["/app/trailing/", "sub-paths divided by slash symbol"],
  ["/app/sp ace", "sub-paths divided by slash symbol"],
  ["app/unrooted", "Parameter name must be a fully qualified name"],
  [`/${"n".repeat(1011)}`, "at most 1011 characters"],
])("no parameter can be called %s", async (name, message) => {
  await expect(put(name)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining(message) as string,
  });
});

test("names of AWS's own are not anyone's to give, and a hierarchy has fifteen levels", async () => {
  await expect(put("/aws/service/mine")).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: "No access to reserved parameter name: /aws/service/mine.",
  });
  expect(await put("/l".repeat(15))).toBe(1);
  await expect(put("/l".repeat(16))).rejects.toMatchObject({ name: "HierarchyLevelLimitExceededException" });
});

test.each(["/x//b", "x/b"])("a name that cannot be is refused to a reader too: %s", async (name) => {
  await expect(get(name)).rejects.toMatchObject({
    name: "ValidationException",
    message: expect.stringContaining("sub-paths divided by slash symbol") as string,
  });
});

test("a value is as long as its tier allows, and a tier only goes up", async () => {
  expect(await put("size", { Value: "x".repeat(4096) })).toBe(1);
  const more = { Value: "x".repeat(4097), Overwrite: true };
  await expect(put("size", more)).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Standard tier parameters support a maximum parameter value of 4096 characters/,
    ) as string,
  });
  expect(await put("size", { ...more, Tier: "Intelligent-Tiering" })).toBe(2);
  await expect(put("size", { Overwrite: true, Tier: "Standard" })).rejects.toMatchObject({
    message: expect.stringMatching(/^This parameter uses the advanced-parameter tier/) as string,
  });
  await expect(put("huge", { Value: "x".repeat(8193), Tier: "Advanced" })).rejects.toMatchObject({
    name: "ValidationException",
  });
});

test.each([
  ["a value that its pattern does not allow", { AllowedPattern: "\\d+" }, "ParameterPatternMismatchException"],
  ["a pattern that is none", { AllowedPattern: "(" }, "InvalidAllowedPatternException"],
  ["a value with another parameter in it", { Value: "{{ssm:x}}" }, "ValidationException"],
  ["another data type", { DataType: "number" }, "ValidationException"],
  ["a key for what is not encrypted", { KeyId: "alias/mine" }, "ValidationException"],
  ["an empty value", { Value: "" }, "ValidationException"],
  ["a type of its own", { Type: "Text" as "String" }, "ValidationException"],
  ["tags beside overwrite", { Overwrite: true, Tags: [{ Key: "a", Value: "b" }] }, "ValidationException"],
])("PutParameter refuses %s", async (_, input, name) => {
  await expect(put("refused", input)).rejects.toMatchObject({ name });
});

test("a version is read by number, by label and by ARN", async () => {
  await put("/v/one", { Value: "first" });
  await put("/v/one", { Value: "second", Overwrite: true });
  await test_.ssm.send(new LabelParameterVersionCommand({ Name: "/v/one", ParameterVersion: 1, Labels: ["old"] }));
  expect(await get("/v/one:1")).toMatchObject({ Value: "first", Version: 1, Selector: ":1" });
  expect(await get("/v/one:old")).toMatchObject({ Value: "first", Selector: ":old" });
  const arn = (await get("/v/one"))?.ARN ?? "";
  expect(await get(arn)).toMatchObject({ Name: "/v/one", Value: "second" });
  expect(await get(`${arn}:1`)).toMatchObject({ Value: "first" });
  await expect(get("/v/one:9")).rejects.toMatchObject({
    name: "ParameterVersionNotFound",
    message: "Systems Manager could not find version 9 of /v/one. Verify the version and try again.",
  });
  const Names = ["/v/one:1", "/v/one:7", "/none:1"];
  const { Parameters = [], InvalidParameters } = await test_.ssm.send(new GetParametersCommand({ Names }));
  expect([Parameters.map(({ Value }) => Value), InvalidParameters]).toEqual([["first"], ["/v/one:7", "/none:1"]]);
});

test("a label is on one version, ten are on one at most, and not every word is one", async () => {
  await put("labelled");
  await put("labelled", { Overwrite: true });
  const label = async (ParameterVersion: number, ...Labels: string[]) =>
    await test_.ssm.send(new LabelParameterVersionCommand({ Name: "labelled", ParameterVersion, Labels }));
  await label(1, "live");
  expect(await label(2, "live", "1st", "aws-x")).toMatchObject({
    InvalidLabels: ["1st", "aws-x"],
    ParameterVersion: 2,
  });
  const history = await test_.ssm.send(new GetParameterHistoryCommand({ Name: "labelled" }));
  expect(history.Parameters?.map(({ Version, Labels }) => [Version, Labels])).toEqual([
    [1, []],
    [2, ["live"]],
  ]);
  await label(2, ..."abcdefghi".split(""));
  await expect(label(2, "j")).rejects.toMatchObject({ name: "ParameterVersionLabelLimitExceeded" });
  await expect(label(3, "k")).rejects.toMatchObject({ name: "ParameterVersionNotFound" });
  const un = new UnlabelParameterVersionCommand({ Name: "labelled", ParameterVersion: 2, Labels: ["live", "none"] });
  expect(await test_.ssm.send(un)).toMatchObject({ RemovedLabels: ["live"], InvalidLabels: ["none"] });
});

test("a hundred versions are kept, and the oldest goes unless it has a label", async () => {
  await put("many");
  for (let version = 2; version <= 101; version += 1) await put("many", { Overwrite: true });
  const history = new GetParameterHistoryCommand({ Name: "many", MaxResults: 50 });
  expect((await test_.ssm.send(history)).Parameters?.[0]?.Version).toBe(2);
  await test_.ssm.send(new LabelParameterVersionCommand({ Name: "many", ParameterVersion: 2, Labels: ["kept"] }));
  await expect(put("many", { Overwrite: true })).rejects.toMatchObject({ name: "ParameterMaxVersionLimitExceeded" });
});

test("a token goes on with its own list only", async () => {
  for (const name of ["a", "b", "c"]) await put(`/page/${name}`);
  const page = async (Path: string, NextToken?: string) =>
    await test_.ssm.send(new GetParametersByPathCommand({ Path, MaxResults: 1, NextToken }));
  const first = await page("/page");
  const second = await page("/page", first.NextToken);
  expect(second.Parameters?.map(({ Name }) => Name)).toEqual(["/page/b"]);
  await expect(page("/page", "MTA")).rejects.toMatchObject({ name: "InvalidNextToken" });
  await expect(page("/other", first.NextToken)).rejects.toMatchObject({ name: "InvalidNextToken" });
});

test.each([
  ["no path", { Path: "page" }, "ValidationException"],
  ["more than ten", { Path: "/page", MaxResults: 11 }, "ValidationException"],
  ["a key of describing", { Path: "/", ParameterFilters: [{ Key: "Name", Values: ["a"] }] }, "InvalidFilterKey"],
  [
    "an option of another key",
    { Path: "/", ParameterFilters: [{ Key: "Type", Option: "Contains", Values: ["a"] }] },
    "InvalidFilterOption",
  ],
  ["a type that is none", { Path: "/", ParameterFilters: [{ Key: "Type", Values: ["Text"] }] }, "InvalidFilterValue"],
  ["no value", { Path: "/", ParameterFilters: [{ Key: "Type" }] }, "InvalidFilterValue"],
])("GetParametersByPath refuses %s", async (_, input, name) => {
  await expect(test_.ssm.send(new GetParametersByPathCommand(input))).rejects.toMatchObject({ name });
});

test("parameters are described by name, path, type and tag", async () => {
  await put("/d/one", { Tags: [{ Key: "team", Value: "a" }], Description: "about it" });
  await put("/d/deep/two", { Type: "StringList" });
  const described = async (...ParameterFilters: { Key: string; Option?: string; Values?: string[] }[]) =>
    (await test_.ssm.send(new DescribeParametersCommand({ ParameterFilters }))).Parameters?.map(({ Name }) => Name);
  expect(await described({ Key: "tag:team", Values: ["a"] })).toEqual(["/d/one"]);
  expect(await described({ Key: "Path", Values: ["/d"] })).toEqual(["/d/one"]);
  expect(await described({ Key: "Path", Option: "Recursive", Values: ["/d"] })).toEqual(["/d/one", "/d/deep/two"]);
  expect(await described({ Key: "Name", Option: "Contains", Values: ["deep"] })).toEqual(["/d/deep/two"]);
  expect(await described({ Key: "Type", Values: ["StringList"] })).toEqual(["/d/deep/two"]);
});

test("a parameter's tags are added, listed and taken away", async () => {
  await put("tagged");
  const one = { ResourceType: "Parameter", ResourceId: "tagged" } as const;
  await test_.ssm.send(new AddTagsToResourceCommand({ ...one, Tags: [{ Key: "a", Value: "1" }] }));
  expect((await test_.ssm.send(new ListTagsForResourceCommand(one))).TagList).toEqual([{ Key: "a", Value: "1" }]);
  await test_.ssm.send(new RemoveTagsFromResourceCommand({ ...one, TagKeys: ["a"] }));
  expect((await test_.ssm.send(new ListTagsForResourceCommand(one))).TagList).toEqual([]);
  const other = { ResourceType: "Parameter", ResourceId: "none" } as const;
  await expect(test_.ssm.send(new ListTagsForResourceCommand(other))).rejects.toMatchObject({
    name: "InvalidResourceId",
  });
});

test("what is not there is not deleted", async () => {
  await expect(test_.ssm.send(new DeleteParameterCommand({ Name: "/none" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
});
