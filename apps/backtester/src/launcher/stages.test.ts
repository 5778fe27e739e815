import { expect, test } from "vitest";

import { BACKTESTER } from "./app.ts";
import { type GivenFlags, withEnvironment } from "./flags.ts";
import { MODE_NAMES, MODES, PHASES } from "./modes.ts";
import { planOf, type BacktesterPlan } from "./stages.ts";

const plan = (given: GivenFlags, environment: NodeJS.ProcessEnv = {}): BacktesterPlan =>
  planOf(withEnvironment(given, environment));
const commands = (...args: Parameters<typeof plan>): readonly string[] =>
  plan(...args).stages.map(({ command }) => command);

test("without a word all stages run, the backtest in all of its modes", () => {
  expect(plan({})).toMatchObject({
    slug: "backtester",
    heartbeats: ["backtester", "predictor-backtest", "portfolio-optimizer", "parity", "evaluator"],
  });
  expect(commands({})).toEqual(["backtest --mode all", "parity", "evaluator"]);
  for (const { name } of plan({}).stages) expect(BACKTESTER.budgets[name], name).toBeGreaterThan(0);
});

test("each stage alone has its own slug and heartbeat", () => {
  expect(plan({ skipStages: ["backtest", "evaluator"] })).toMatchObject({ slug: "parity", heartbeats: ["parity"] });
  expect(plan({ skipStages: ["backtest", "parity"] })).toMatchObject({ slug: "evaluator", heartbeats: ["evaluator"] });
  const only = { skipStages: ["parity", "evaluator"] };
  const heartbeats = MODE_NAMES.map((mode) => [mode, plan({ ...only, mode }).heartbeats]);
  expect(Object.fromEntries(heartbeats)).toEqual({
    "param-sweep": ["backtester"],
    "predictor-backtest": ["predictor-backtest"],
    "portfolio-optimizer-backtest": ["portfolio-optimizer"],
    all: ["backtester", "predictor-backtest", "portfolio-optimizer"],
    smoke: [],
    "smoke-simulate": [],
    "smoke-param-sweep": [],
    "smoke-predictor-backtest": [],
    "smoke-phase4": [],
    "smoke-predictor-param-sweep": [],
  });
});

test("phases that are left reach the workload, and every phase belongs to a mode", () => {
  const only = { skipStages: ["parity", "evaluator"] };
  expect(commands({ ...only, mode: "param-sweep", pitParity: false })).toEqual([
    "backtest --mode param-sweep --phases simulation",
  ]);
  expect(commands({ ...only, mode: "predictor-backtest", skipPhase4Evaluations: true })).toEqual([
    "backtest --mode predictor-backtest --phases predictor_pipeline,pit_parity",
  ]);
  expect(commands({ ...only, mode: "all", onlyPhases: ["gamma_sweep"], force: true })).toEqual([
    "backtest --mode all --phases gamma_sweep --force-phases gamma_sweep",
  ]);
  expect(commands({ ...only, dryRun: true, useVectorizedSweep: true })).toEqual([
    "backtest --mode all --dry-run --use-vectorized-sweep",
  ]);
  expect(new Set(Object.values(MODES).flatMap(({ phases }) => phases))).toEqual(new Set(PHASES));
});

test("a dry run reaches every stage and has no heartbeat; a smoke is the backtest alone", () => {
  expect(plan({ dryRun: true }).heartbeats).toEqual([]);
  expect(commands({ dryRun: true })).toEqual([
    "backtest --mode all --dry-run",
    "parity --dry-run",
    "evaluator --dry-run",
  ]);
  expect(plan({ smokeOnly: true })).toMatchObject({
    slug: "backtester-smoke",
    stages: [{ name: "smoke", command: "backtest --mode smoke" }],
    heartbeats: [],
  });
});

test("what the operator skipped, and the freeze, reach the evaluator", () => {
  const skipped = ["research=true", "parity=false"];
  expect(commands({ skipStages: ["backtest", "parity"], skipped, freezeEvaluator: true })).toEqual([
    "evaluator --freeze --skipped research=true --skipped parity=false",
  ]);
});

test("the environment says what the flags do not, and contradicts nothing", () => {
  const environment = {
    SKIP_STAGES: "parity",
    SKIP_PHASES: "phase4a",
    FREEZE_EVALUATOR: "1",
    DRY_RUN: "0",
    FORCE_ALL: "",
  };
  expect(commands({ mode: "predictor-backtest" }, environment)).toEqual([
    "backtest --mode predictor-backtest --phases predictor_pipeline,phase4b,phase4c,pit_parity",
    "evaluator --freeze",
  ]);
  expect(commands({ skipStages: ["backtest", "evaluator"] }, environment)).toEqual(["parity"]);
  expect(() => plan({}, { DRY_RUN: "maybe" })).toThrow('$DRY_RUN: expected 1 or 0, got "maybe"');
  expect(() => plan({}, { SKIP_PHASES: "phase4" })).toThrow("$SKIP_PHASES: no phase 'phase4' (did you mean phase4a?)");
});

test.each<[GivenFlags, string]>([
  [{ skipStages: ["backtest", "parity", "evaluator"] }, "every stage is skipped"],
  [{ smokeOnly: true, mode: "param-sweep" }, "--smoke-only and --mode=param-sweep"],
  [{ pitParity: false, pitParityEnabled: true }, "--no-pit-parity and --pit-parity-enabled"],
  [{ force: true, forcePhases: ["simulation"] }, "--force and --force-phases"],
  [{ dryRun: true, smokeOnly: true }, "--dry-run and --smoke-only"],
  [{ skipStages: ["backtest"], mode: "all" }, "--mode and --skip-stages contradict each other: backtest is skipped"],
  [{ skipStages: ["evaluator"], freezeEvaluator: true }, "--freeze-evaluator and --skip-stages"],
  [{ onlyPhases: ["simulation"], skipPhases: ["simulation"] }, "--only-phases and --skip-phases both name simulation"],
  [{ mode: "param-sweep", onlyPhases: ["gamma_sweep"] }, "gamma_sweep is no phase of the mode param-sweep"],
  [{ mode: "param-sweep", skipPhases: ["simulation"], pitParity: false }, "no phase left to run"],
])("%j is refused", (flags, problem) => {
  expect(() => plan(flags)).toThrow(problem);
});
