import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { parse } from "@alpha-engine/asl";
import type { Definition } from "@alpha-engine/definition";
import { rehearsalFunctions } from "@alpha-engine/reference-workloads";
import { describe, expect, test } from "vitest";

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

test("no pipeline has a finding, and no exception hides one", async () => {
  const { code, reports } = await lintAll();
  expect(code).toBe(0);
  expect(reports.map(({ file, findings, excepted }) => ({ file, findings, excepted }))).toEqual(
    Object.keys(PIPELINES).map((file) => ({ file, findings: [], excepted: [] })),
  );
});

test("each function that a pipeline calls is there for its rehearsal", () => {
  const called = builds
    .filter(({ queryLanguage }) => queryLanguage === "JSONPath")
    .flatMap(({ definition }) => functionsOf(definition));
  expect(Object.keys(rehearsalFunctions("bucket"))).toEqual([...new Set(called)].toSorted());
});

test("Saturday is described in less than 300 lines, the judge of its research aside", () => {
  const text = readFileSync(fileURLToPath(new URL("saturday/saturday.ts", import.meta.url)), "utf8");
  expect(text.split("\n").length).toBeLessThan(300);
});

function functionsOf(definition: Definition): readonly string[] {
  return [...statesOf(definition).values()].flatMap(({ Resource, Parameters }) => {
    if (Resource !== "arn:aws:states:::lambda:invoke") return [];
    return (Parameters as { readonly FunctionName: string }).FunctionName.split(":")[0] ?? [];
  });
}

async function lintAll() {
  const bin = fileURLToPath(new URL("dist/bin.js", import.meta.resolve("alpha-engine/package.json")));
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const child = spawn(process.execPath, [bin, "lint", "--json"], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  const reports = JSON.parse(stdout) as readonly { file: string; findings: unknown[]; excepted: unknown[] }[];
  return { code: code as number, reports };
}
