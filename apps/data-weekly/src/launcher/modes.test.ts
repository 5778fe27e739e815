import { expect, test } from "vitest";

import { DATA_WEEKLY } from "./app.ts";
import { MODE_FLAGS, modeOf, MODES } from "./modes.ts";

test("each mode has its stages, its heartbeats, and a budget for each script", () => {
  const table = Object.entries(MODES).map(([name, { stages, heartbeats }]) => [
    name,
    stages.map(({ command }) => command),
    heartbeats,
  ]);
  expect(table).toEqual([
    ["full", ["morning-enrich", "phase1", "rag"], ["morning-enrich", "data-phase1", "universe-prune", "rag-ingestion"]],
    ["data", ["morning-enrich", "phase1"], ["morning-enrich", "data-phase1", "universe-prune"]],
    ["morning-enrich", ["morning-enrich"], ["morning-enrich"]],
    ["phase1", ["phase1"], ["data-phase1", "universe-prune"]],
    ["rag", ["rag"], ["rag-ingestion"]],
    ["drift", ["drift --alert"], ["drift-detection"]],
    ["smoke", ["smoke"], []],
    ["rag-smoke", ["rag --dry-run"], []],
    ["drift-smoke", ["drift --dry-run"], []],
  ]);
  for (const { stages } of Object.values(MODES)) {
    for (const { name } of stages) expect(DATA_WEEKLY.budgets[name], name).toBeGreaterThan(0);
  }
});

test.each([
  [undefined, [], "full"],
  ["rag", [], "rag"],
  ["rag", ["--rag-only"], "rag"],
  [undefined, ["--data-only"], "data"],
  [undefined, ["--drift-only", "--smoke-only"], "drift-smoke"],
  ["drift", ["--smoke-only"], "drift-smoke"],
] as const)("%s and %j mean %s", (word, flags, mode) => {
  expect(modeOf(word, flags)).toBe(mode);
});

test("every two different modes contradict each other, whatever their order", () => {
  const flags = Object.keys(MODE_FLAGS) as readonly `--${string}`[];
  for (const one of flags) {
    for (const other of flags) {
      if (one === other || [one, other].toSorted().join() === "--drift-only,--smoke-only") continue;
      expect(() => modeOf(undefined, [one, other])).toThrow(`contradictory modes: ${one} and ${other}`);
    }
  }
  expect(() => modeOf("drift", ["--smoke-only", "--rag-only"])).toThrow(
    "contradictory modes: --rag-only and drift --smoke-only",
  );
});
