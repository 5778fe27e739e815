import { expect, test } from "vitest";

import {
  type ExecutionResult,
  interpret,
  type JsonObject,
  type JsonValue,
  parse,
  rehearsalClock,
  type S3,
  TaskFailure,
  type TaskRequest,
} from "../index.ts";

interface Bucket {
  readonly s3: S3;
  readonly objects: Map<string, string>;
}

function bucket(objects: Readonly<Record<string, string>> = {}): Bucket {
  const stored = new Map(Object.entries(objects));
  return {
    objects: stored,
    s3: {
      async getObject({ Key }) {
        const body = stored.get(Key);
        if (body === undefined) throw new Error("The specified key does not exist.");
        return body;
      },
      listObjectsV2: async ({ Prefix }) =>
        [...stored].flatMap(([Key, body]) => (Key.startsWith(Prefix) ? [{ Key, Size: body.length }] : [])),
      putObject: async ({ Key, Body }) => void stored.set(Key, Body),
    },
  };
}

const READER = { Resource: "arn:aws:states:::s3:getObject", Parameters: { Bucket: "b", Key: "f" } };

async function run(
  map: JsonObject,
  input: JsonValue,
  { s3 }: Pick<Bucket, "s3">,
  states: JsonObject = { Item: { Type: "Pass", End: true } },
): Promise<ExecutionResult> {
  const parsed = parse({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Item",
          States: states,
        },
        End: true,
        ...map,
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const clock = rehearsalClock();
  const tasks = async ({ parameters }: TaskRequest): Promise<JsonValue> => {
    if (parameters === "bad") throw new TaskFailure("Bad", "item");
    return parameters;
  };
  return interpret(parsed.machine, input, { tasks }, { clock, s3 });
}

const csv = (more: JsonObject, body: string): Promise<ExecutionResult> =>
  run({ ItemReader: { ...READER, ReaderConfig: { InputType: "CSV", ...more } } }, {}, bucket({ f: body }));

test("a CSV file is read with quotes, any delimiter, any line end, missing and extra fields", async () => {
  const { output } = await csv({ CSVHeaderLocation: "FIRST_ROW" }, 'a,b\r\n"1,""x""\ny",2,3\r\n\r\n4\r\n');
  expect(output).toEqual([
    { a: '1,"x"\ny', b: "2" },
    { a: "4", b: "" },
  ]);
  const piped = await csv({ CSVDelimiter: "PIPE", CSVHeaderLocation: "GIVEN", CSVHeaders: ["x", "y"] }, "1|2\n3|4");
  expect(piped.output).toEqual([
    { x: "1", y: "2" },
    { x: "3", y: "4" },
  ]);
});

test("duplicate columns fail the reader, given or read, and Retry sees it", async () => {
  for (const result of [
    await csv({ CSVHeaderLocation: "FIRST_ROW" }, "a,a\n1,2"),
    await csv({ CSVHeaderLocation: "GIVEN", CSVHeaders: ["a", "a"] }, "1,2"),
  ])
    expect(result).toMatchObject({
      status: "FAILED",
      error: "States.ItemReaderFailed",
      cause: "CSV headers cannot contain duplicates.",
    });
  let reads = 0;
  const retried = await run(
    {
      ItemReader: { ...READER, ReaderConfig: { InputType: "JSON" } },
      Retry: [{ ErrorEquals: ["States.ItemReaderFailed"], IntervalSeconds: 1, MaxAttempts: 1 }],
    },
    {},
    { s3: { getObject: () => (reads++ === 0 ? Promise.resolve("{}") : Promise.resolve("[1]")) } },
  );
  expect(retried.output).toEqual([1]);
});

test("JSON, JSON lines, a pointer into the file and a listing give items", async () => {
  const read = async (config: JsonObject, objects: Record<string, string>): Promise<JsonValue | undefined> =>
    (await run({ ItemReader: { ...READER, ReaderConfig: config } }, {}, bucket(objects))).output;
  expect(await read({ InputType: "JSON", MaxItems: 2 }, { f: "[1,2,3]" })).toEqual([1, 2]);
  expect(await read({ InputType: "JSONL" }, { f: '{"a":1}\n\n{"a":2}\n' })).toEqual([{ a: 1 }, { a: 2 }]);
  expect(await read({ InputType: "JSON", ItemsPointer: "/x/0/y" }, { f: '{"x":[{"y":[7]}]}' })).toEqual([7]);
  const listed = await run(
    { ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { Bucket: "b", "Prefix.$": "$.p" } } },
    { p: "in/" },
    bucket({ "in/1": "a", "in/2": "bb", "out/1": "" }),
  );
  expect(listed.output).toEqual([
    { Key: "in/1", Size: 1 },
    { Key: "in/2", Size: 2 },
  ]);
});

test("the objects of a listing are read one after the other, and every item knows where it comes from", async () => {
  const flattened = {
    ItemReader: {
      Resource: "arn:aws:states:::s3:listObjectsV2",
      ReaderConfig: { InputType: "JSONL", Transformation: "LOAD_AND_FLATTEN" },
      Parameters: { Bucket: "b", Prefix: "in/" },
    },
    ItemSelector: { "of.$": "$$.Map.Item.Source", "value.$": "$$.Map.Item.Value" },
  };
  const stored = bucket({ "in/1": "1\n2\n", "in/2": "3", other: "4" });
  expect(await run(flattened, {}, stored)).toMatchObject({
    output: [
      { of: "s3://b/in/1", value: 1 },
      { of: "s3://b/in/1", value: 2 },
      { of: "s3://b/in/2", value: 3 },
    ],
  });
  const { ItemSelector } = flattened;
  expect(await run({ ItemSelector }, ["x"], stored)).toMatchObject({ output: [{ of: "STATE_DATA", value: "x" }] });
  const s3: S3 = { ...stored.s3, listObjectsV2: async () => [{ Key: "in/1", ETag: "e" }] };
  const { Resource } = flattened.ItemReader;
  expect(await run({ ItemReader: { Resource, Parameters: { Bucket: "b" } } }, {}, { s3 })).toMatchObject({
    output: [{ Etag: "e", Key: "in/1" }],
  });
});

test("the files of an inventory's manifest are read one after the other", async () => {
  const { output } = await run(
    { ItemReader: { ...READER, ReaderConfig: { InputType: "MANIFEST", MaxItems: 3 } } },
    {},
    bucket({
      f: JSON.stringify({
        destinationBucket: "arn:aws:s3:::b",
        fileSchema: "Bucket, Key",
        files: [{ key: "1.csv" }, { key: "2.csv" }, { key: "3.csv" }],
      }),
      "1.csv": '"b","x"\n"b","y"\n',
      "2.csv": '"b","z"\n"b","w"\n',
    }),
  );
  expect(output).toEqual(["x", "y", "z"].map((Key) => ({ Bucket: "b", Key })));
});

test("what S3 refuses fails the reader with its words, and so does having no S3 at all", async () => {
  const map = { ItemReader: { ...READER, ReaderConfig: { InputType: "JSON" } } };
  expect(await run(map, {}, bucket())).toMatchObject({
    error: "States.ItemReaderFailed",
    cause: "The specified key does not exist.",
  });
  const parsed = parse({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ...map,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "I",
          States: { I: { Type: "Succeed" } },
        },
        End: true,
      },
    },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(await interpret(parsed.machine, {}, { tasks: async () => null })).toMatchObject({
    error: "States.ItemReaderFailed",
    cause: expect.stringContaining("give interpret an s3") as string,
  });
});

test("items are put together by number and by size, with the batch's own input", async () => {
  const batches = async (ItemBatcher: JsonObject): Promise<JsonValue | undefined> =>
    (await run({ ItemBatcher, ItemsPath: "$.list" }, { list: [1, 2, 3, 4, 5], day: "d", n: 2 }, bucket())).output;
  expect(await batches({ MaxItemsPerBatch: 2, BatchInput: { "day.$": "$.day" } })).toEqual([
    { BatchInput: { day: "d" }, Items: [1, 2] },
    { BatchInput: { day: "d" }, Items: [3, 4] },
    { BatchInput: { day: "d" }, Items: [5] },
  ]);
  expect(await batches({ MaxItemsPerBatchPath: "$.n" })).toEqual([
    { Items: [1, 2] },
    { Items: [3, 4] },
    { Items: [5] },
  ]);
  expect(await batches({ MaxInputBytesPerBatch: 18 })).toEqual([{ Items: [1, 2, 3] }, { Items: [4, 5] }]);
});

test("results are exported to S3 with a manifest, failures apart", async () => {
  const store = bucket();
  const { output } = await run(
    {
      ToleratedFailurePercentage: 50,
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Parameters: { Bucket: "b", "Prefix.$": "$$.Execution.Input[2]" },
      },
    },
    ["good", "bad", "out"],
    store,
    { Item: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:111111111111:function:work", End: true } },
  );
  const { ResultWriterDetails: details } = output as { ResultWriterDetails: { Bucket: string; Key: string } };
  expect(details).toMatchObject({
    Bucket: "b",
    Key: expect.stringMatching(/^out\/[\da-f-]{36}\/manifest\.json$/) as string,
  });
  const manifest = JSON.parse(store.objects.get(details.Key) ?? "") as {
    ResultFiles: Record<string, { Key: string; Size: number }[]>;
  };
  const file = (status: string): JsonObject[] =>
    JSON.parse(store.objects.get(manifest.ResultFiles[status]?.[0]?.Key ?? "") ?? "[]") as JsonObject[];
  expect(file("SUCCEEDED").map(({ Output, Status, Input }) => ({ Output, Status, Input }))).toEqual([
    { Output: '"good"', Status: "SUCCEEDED", Input: '"good"' },
    { Output: '"out"', Status: "SUCCEEDED", Input: '"out"' },
  ]);
  expect(file("FAILED")).toMatchObject([{ Error: "Bad", Cause: "item", Status: "FAILED" }]);
  expect(manifest.ResultFiles["PENDING"]).toEqual([]);
});

test("a ResultWriter without a bucket only shapes the results; one whose bucket refuses fails the state", async () => {
  const flattened = await run(
    { ResultWriter: { WriterConfig: { Transformation: "FLATTEN", OutputType: "JSON" } } },
    [[1, 2], [3], 4],
    bucket(),
  );
  expect(flattened.output).toEqual([1, 2, 3, 4]);
  const refused = await run(
    { ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } } },
    [1],
    { s3: { ...bucket().s3, putObject: () => Promise.reject(new Error("Access Denied")) } },
  );
  expect(refused).toMatchObject({ status: "FAILED", error: "States.ResultWriterFailed", cause: "Access Denied" });
});

test("every item of a JSONata selector sees itself", async () => {
  const { output } = await run(
    {
      QueryLanguage: "JSONata",
      Items: "{% $states.input %}",
      ItemSelector: { value: "{% $states.context.Map.Item.Value %}", at: "{% $states.context.Map.Item.Index %}" },
    },
    ["a", "b", "c"],
    bucket(),
  );
  expect(output).toEqual(["a", "b", "c"].map((value, at) => ({ value, at })));
});
