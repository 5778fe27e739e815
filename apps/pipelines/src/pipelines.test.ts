import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { parse } from "@alpha-engine/asl";
import type { Definition } from "@alpha-engine/definition";
import { rehearsalFunctions } from "@alpha-engine/reference-workloads";
import { describe, expect, test } from "vitest";

import { lintPipeline } from "./check/lint.ts";
import { statesOf } from "./compare/compare.ts";
import { PIPELINES } from "./pipelines.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:alerts";
const builds = Object.entries(PIPELINES).flatMap(([name, { definition }]) =>
  (["JSONPath", "JSONata"] as const).map((queryLanguage) => ({
    name,
    queryLanguage,
    definition: definition({ snsTopicArn: TOPIC, queryLanguage }),
  })),
);

describe.each(builds)("$name in $queryLanguage", ({ definition }) => {
  test("is a definition that the engine takes, far below what AWS takes", () => {
    expect(parse(JSON.stringify(definition))).toMatchObject({ ok: true });
    expect(JSON.stringify(definition).length).toBeLessThan(256 * 1024);
  });
});

test.each(Object.entries(PIPELINES))(
  "%s has no finding, and no exception that would hide one",
  async (name, pipeline) => {
    const { findings, excepted } = await lintPipeline(name, pipeline);
    expect({ findings, excepted }).toEqual({ findings: [], excepted: [] });
  },
);

test("each function that a pipeline calls is there for its rehearsal", () => {
  const called = builds
    .filter(({ queryLanguage }) => queryLanguage === "JSONPath")
    .flatMap(({ definition }) => functionsOf(definition));
  expect(Object.keys(rehearsalFunctions("bucket"))).toEqual([...new Set(called)].toSorted());
});

test("the whole of Saturday is described in less than 300 lines", () => {
  const text = readFileSync(fileURLToPath(new URL("saturday/saturday.ts", import.meta.url)), "utf8");
  expect(text.split("\n").length).toBeLessThan(300);
});

function functionsOf(definition: Definition): readonly string[] {
  return [...statesOf(definition).values()].flatMap(({ Resource, Parameters }) => {
    if (Resource !== "arn:aws:states:::lambda:invoke") return [];
    return (Parameters as { readonly FunctionName: string }).FunctionName.split(":")[0] ?? [];
  });
}
