import * as fc from "fast-check";
import { expect, test } from "vitest";

import { interpret, type JsonObject, type JsonValue, parse, TaskFailure } from "../index.ts";

const RESOURCE = "arn:aws:lambda:us-east-1:111111111111:function:work";
const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 150);

/** States that raise what nothing catches, each in its own way. */
const SITES: Readonly<Record<string, JsonObject>> = {
  "a task's States.Runtime": { Type: "Task", Resource: RESOURCE, Parameters: { raise: "States.Runtime" } },
  "an answer that is no JSON": { Type: "Task", Resource: RESOURCE, Parameters: { raise: "NaN" } },
  "a task that ends the execution": { Type: "Task", Resource: RESOURCE, Parameters: { raise: "the end" } },
  "an intrinsic": { Type: "Pass", Parameters: { "x.$": "States.MathAdd($.text, 1)" } },
  "a path in Parameters": { Type: "Task", Resource: RESOURCE, Parameters: { "x.$": "$.nobody" } },
  "a path in ResultSelector": { Type: "Task", Resource: RESOURCE, ResultSelector: { "x.$": "$.nobody" } },
  "an OutputPath": { Type: "Task", Resource: RESOURCE, OutputPath: "$.nobody" },
  "a Choice that matches nothing": { Type: "Choice", Choices: [{ Variable: "$.text", StringEquals: "z", Next: "Z" }] },
  "a Fail of that name": { Type: "Fail", Error: "States.Runtime" },
  "a Wait for no number": { Type: "Wait", SecondsPath: "$.text" },
  "a Map over no list": { Type: "Map", ItemsPath: "$.text", ItemProcessor: pass("P") },
  "parameters that are too large": {
    Type: "Task",
    Resource: RESOURCE,
    Parameters: { x: "x".repeat(140_000), "y.$": "$.large" },
  },
};
const INPUT = { text: "abc", list: [1, 2], large: "y".repeat(140_000) };

function pass(name: string): JsonObject {
  return { StartAt: name, States: { [name]: { Type: "Pass", End: true } } };
}

function handlersTo(Next: string): fc.Arbitrary<JsonObject> {
  return fc.record({
    Retry: fc.array(
      fc
        .constantFrom("States.Runtime", "States.TaskFailed")
        .map((name) => ({ ErrorEquals: [name], MaxAttempts: 2, IntervalSeconds: 1 })),
      { maxLength: 1 },
    ),
    Catch: fc
      .subarray(["States.Runtime", "States.DataLimitExceeded", "States.TaskFailed"])
      .map((names) => [...names, "States.ALL"].map((name) => ({ ErrorEquals: [name], Next }))),
  });
}
const catchAll = { ErrorEquals: ["States.ALL"], Next: "Caught" };

/** A definition in which `site` is some levels deep in branches and iterations, with handlers at every level. */
function around(site: JsonObject, levels: number): fc.Arbitrary<JsonObject> {
  const { Type: type } = site;
  const canHandle = type === "Task" || type === "Parallel" || type === "Map";
  const caught = `Caught${levels}`;
  return handlersTo(caught).chain((handler) => {
    const end = type === "Choice" || type === "Fail" ? {} : { End: true };
    const scope: JsonObject = {
      StartAt: `S${levels}`,
      States: {
        [`S${levels}`]: { ...site, ...(canHandle ? handler : {}), ...end },
        ...(canHandle ? { [caught]: { Type: "Pass", End: true } } : {}),
        ...(type === "Choice" ? { Z: { Type: "Succeed" } } : {}),
      },
    };
    if (levels === 0) return fc.constant(scope);
    const other = pass(`Other${levels}`);
    return fc
      .constantFrom<JsonObject>(
        { Type: "Parallel", Branches: [scope, other] },
        { Type: "Parallel", Branches: [other, scope] },
        { Type: "Map", ItemsPath: "$.list", ItemSelector: ITEM, ItemProcessor: scope },
      )
      .chain((outer) => around(outer, levels - 1));
  });
}
const ITEM = { "text.$": "$.text", "list.$": "$.list", "large.$": "$.large" };

async function run(definition: JsonObject): Promise<{ status: string; error?: string; types: readonly string[] }> {
  const parsed = parse(definition);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { status, error, history } = await interpret(parsed.machine, INPUT, {
    tasks: async ({ parameters }): Promise<JsonValue> => {
      const { raise } = (parameters ?? {}) as { raise?: string };
      if (raise === "NaN") return { x: Number.NaN };
      if (raise === "the end") throw new TaskFailure("Odd", "it is over", { endsExecution: true });
      if (raise !== undefined) throw new TaskFailure(raise, "as asked");
      return {};
    },
  });
  return { status, ...(error === undefined ? {} : { error }), types: history.map(({ type }) => type) };
}

for (const [what, site] of Object.entries(SITES)) {
  test(`${what} ends the execution, however deep and whatever is caught around it`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(3).chain((levels) => around(site, levels)),
        async (definition) => {
          const { status, types } = await run(definition);
          expect(status).toBe("FAILED");
          expect(types).not.toContain("ParallelStateFailed");
        },
      ),
      { numRuns: Math.ceil(RUNS / Object.keys(SITES).length) },
    );
  });
}

test("an error of a JSONata expression is caught, and so is a task's result that is too large", async () => {
  const scope = (state: JsonObject): JsonObject => ({
    StartAt: "S",
    States: { S: { ...state, Catch: [catchAll], End: true }, Caught: { Type: "Pass", End: true } },
  });
  const jsonata = { Type: "Task", QueryLanguage: "JSONata", Resource: RESOURCE, Arguments: "{% $nobody() %}" };
  expect((await run(scope(jsonata))).status).toBe("SUCCEEDED");
});

test("a failure that ends the execution is tolerated by no distributed Map", async () => {
  const definition = {
    StartAt: "M",
    States: {
      M: {
        Type: "Map",
        ItemsPath: "$.list",
        ToleratedFailurePercentage: 100,
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "S",
          States: { S: { Type: "Task", Resource: RESOURCE, Parameters: { raise: "the end" }, End: true } },
        },
        Catch: [catchAll],
        End: true,
      },
      Caught: { Type: "Pass", End: true },
    },
  };
  expect(await run(definition)).toMatchObject({ status: "FAILED", error: "Odd" });
});
