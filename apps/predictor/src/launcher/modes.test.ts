import { expect, test } from "vitest";

import { PREDICTOR } from "./app.ts";
import { type ModeFlags, modeOf, MODES } from "./modes.ts";

const everyFlag: readonly ModeFlags[] = [
  { both: true },
  { fullOnly: true },
  { smokeOnly: true },
  { modelZooWeekly: true },
  { modelZooSpec: "ridge-light" },
  { modelZooSelect: true },
];

test("each mode has its stages, its heartbeats, and a budget for each script", () => {
  const table = everyFlag.map((flags) => modeOf(undefined, flags, {}));
  expect(table.map(({ stages, heartbeats }) => [stages.map(({ command }) => command), heartbeats])).toEqual([
    [["smoke", "train"], ["predictor-training"]],
    [["train"], ["predictor-training"]],
    [["smoke"], []],
    [["model-zoo-weekly --budget 3"], ["predictor-model-zoo"]],
    [["model-zoo-spec --spec ridge-light"], ["predictor-model-zoo-spec"]],
    [["model-zoo-select"], ["predictor-model-zoo-select"]],
  ]);
  for (const { stages } of table)
    for (const { name } of stages) expect(PREDICTOR.budgets[name], name).toBeGreaterThan(0);
});

test("without a word it is both; a mode's name and its flag are one", () => {
  expect(modeOf(undefined, {}, {})).toEqual(modeOf("both", {}, {}));
  expect(modeOf("full", { fullOnly: true }, {})).toEqual(modeOf("full", {}, {}));
});

test("every two different modes contradict each other", () => {
  for (const [at, one] of everyFlag.entries()) {
    for (const other of everyFlag.slice(at + 1)) {
      expect(() => modeOf(undefined, { ...one, ...other }, {})).toThrow(
        /^contradictory modes: --\S+ and --\S+; give one$/,
      );
    }
  }
  for (const name of Object.keys(MODES)) {
    if (name !== "smoke") expect(() => modeOf(name, { smokeOnly: true }, {})).toThrow("contradictory modes");
  }
});

test("a shadow goes with full training, and with nothing else", () => {
  for (const flags of [{}, { fullOnly: true }, { both: true }] as const) {
    expect(modeOf(undefined, { ...flags, shadowBasis: "crsp" }, {}).stages.at(-1)?.command).toBe(
      "train --shadow-basis crsp",
    );
  }
  for (const flags of everyFlag.slice(2)) {
    expect(() => modeOf(undefined, { ...flags, shadowBasis: "crsp" }, {})).toThrow("--shadow-basis");
  }
});

test("the week's budget is the environment's to say", () => {
  const command = (MODEL_ZOO_WEEKLY_BUDGET: string): string | undefined =>
    modeOf("model-zoo-weekly", {}, { MODEL_ZOO_WEEKLY_BUDGET }).stages[0]?.command;
  expect(command("5")).toBe("model-zoo-weekly --budget 5");
  expect(command("")).toBe("model-zoo-weekly --budget 3");
  expect(() => command("1; rm -rf /")).toThrow("$MODEL_ZOO_WEEKLY_BUDGET: expected a whole number");
});
