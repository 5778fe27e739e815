import { expect, test } from "vitest";

import {
  coverage,
  interpret,
  type JsonObject,
  type JsonValue,
  parse,
  type StateEntered,
  TaskFailure,
} from "../index.ts";

const task = (more: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "work" },
  ...more,
});
const definition = {
  StartAt: "Fan",
  States: {
    Fan: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Try",
          States: {
            Try: task({
              Retry: [{ ErrorEquals: ["Again"] }],
              Catch: [
                { ErrorEquals: ["Rare"], Next: "Give/up" },
                { ErrorEquals: ["States.ALL"], Next: "Give/up" },
              ],
              End: true,
            }),
            "Give/up": { Type: "Pass", End: true },
          },
        },
      ],
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemsPath: "$[0].items",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Which",
        States: {
          Which: {
            Type: "Choice",
            Choices: [
              { Variable: "$", NumericEquals: 1, Next: "Same" },
              { Variable: "$", NumericEquals: 2, Next: "Same" },
            ],
            Default: "Same",
          },
          Same: { Type: "Succeed" },
        },
      },
      End: true,
    },
  },
};
const parsed = parse(definition);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { machine } = parsed;

async function visit(fails: boolean, items: JsonValue): Promise<readonly StateEntered[]> {
  const entered: StateEntered[] = [];
  const tasks = (): Promise<JsonValue> =>
    fails ? Promise.reject(new TaskFailure("Other")) : Promise.resolve({ items });
  await interpret(machine, {}, { tasks, onStateEntered: (state) => entered.push(state) });
  return entered;
}

test("edges to one state are told apart, in branches and in children of distributed Maps too", async () => {
  const { states, edges } = coverage(machine, await visit(false, [2, 3]));
  expect(states.missed).toEqual(["/States/Fan/Branches/0/States/Give~1up"]);
  expect(edges.missed).toEqual([
    "/States/Fan/Branches/0/States/Try/Catch/0/Next",
    "/States/Fan/Branches/0/States/Try/Catch/1/Next",
    "/States/Each/ItemProcessor/States/Which/Choices/0/Next",
  ]);
});

test("the coverage of several executions is that of all they entered, each once", async () => {
  const { states, edges } = coverage(machine, [...(await visit(true, [])), ...(await visit(false, [1, 2, 3]))]);
  expect(states.missed).toEqual([]);
  expect(edges.missed).toEqual(["/States/Fan/Branches/0/States/Try/Catch/0/Next"]);
  expect(edges.visited.length + edges.missed.length).toBe(new Set([...edges.visited, ...edges.missed]).size);
});

test("nothing visited is everything missed", () => {
  const { states, edges } = coverage(machine, []);
  expect([states.visited, edges.visited, states.missed.length, edges.missed.length]).toEqual([[], [], 6, 9]);
});
