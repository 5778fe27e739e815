import { describe, expect, test } from "vitest";

import { graph } from "./graph-of.ts";
import { toDot } from "./to-dot.ts";
import { toMermaid } from "./to-mermaid.ts";
import { toSvg } from "./to-svg.ts";

const definition = {
  StartAt: "Gate",
  States: {
    Gate: { Type: "Choice", Choices: [{ Variable: "$.skip", BooleanEquals: true, Next: "Done" }], Default: "Work" },
    Work: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: {},
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
      Next: "Fan",
    },
    Fan: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Look",
          States: {
            Look: {
              Type: "Choice",
              Choices: [{ Variable: "$.s", StringEquals: "Success", Next: "Out" }],
              Default: "Rest",
            },
            Rest: { Type: "Wait", Seconds: 1, Next: "Look" },
            Out: { Type: "Succeed" },
          },
        },
      ],
      Next: "Done",
    },
    Done: { Type: "Succeed" },
    Failed: { Type: "Fail", Error: 'a "quoted" <name>' },
    Lost: { Type: "Pass", Next: "Lost" },
  },
};

describe("graph", () => {
  const found = graph(definition);

  test("knows what an execution can come to, branches included", () => {
    expect([...found.reachable].toSorted()).toEqual([
      "Done",
      "Failed",
      "Fan",
      "Fan[0].Look",
      "Fan[0].Out",
      "Fan[0].Rest",
      "Gate",
      "Work",
    ]);
  });

  test("knows what every route to a state goes through", () => {
    expect(found.dominatorsOf("Fan")).toEqual(["Work", "Gate"]);
    expect(found.dominatorsOf("Done")).toEqual(["Gate"]);
    expect(found.dominatorsOf("Fan[0].Out")).toEqual(["Fan[0].Look"]);
    expect(found.dominatorsOf("nowhere")).toEqual([]);
  });

  test("knows the way of a run in which nothing is skipped, waited for or caught", () => {
    expect(found.happyPath).toEqual(["Gate", "Work", "Fan", "Done"]);
  });

  test("knows the cycles", () => {
    expect(found.cycles.map((cycle) => cycle.toSorted())).toEqual([["Fan[0].Look", "Fan[0].Rest"], ["Lost"]]);
  });
});

describe("drawings", () => {
  test("Mermaid has a node for each state, subgraphs for branches, and nothing in a label that ends it early", () => {
    const text = toMermaid(definition);
    expect(text).toMatch(/^flowchart TD\n/);
    expect(text).toContain('subgraph g2_0["Fan 0"]');
    expect(text).toContain('s0 -->|"skip = true"|');
    expect(text).toContain('-.->|"States.ALL"|');
  });

  test("DOT is balanced and quotes its names", () => {
    const text = toDot({ StartAt: 'a"b', States: { 'a"b': { Type: "Pass", End: true } } });
    expect(text).toContain(String.raw`label="a\"b"`);
    expect(text.split("{").length).toBe(text.split("}").length);
  });

  test("SVG is one well-formed picture in which no state lies on another of its layer", () => {
    const text = toSvg(definition);
    expect(text).toMatch(/^<svg [^>]*>[\s\S]*<\/svg>\n$/);
    for (const name of Object.keys(definition.States)) expect(text).toContain(`>${name}</text>`);
    expect(text).not.toContain("NaN");
    expect(toSvg({ StartAt: "<a&b>", States: { "<a&b>": { Type: "Pass", End: true } } })).toContain("&lt;a&amp;b&gt;");
  });

  test("every drawing takes a row of ten thousand states", () => {
    const States = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `S${index}`,
        { Type: "Pass", ...(index < 9999 ? { Next: `S${index + 1}` } : { End: true }) },
      ]),
    );
    for (const draw of [toMermaid, toDot, toSvg])
      expect(draw({ StartAt: "S0", States }).length).toBeGreaterThan(100_000);
  });
});
