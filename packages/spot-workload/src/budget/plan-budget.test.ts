import { describe, expect, test } from "vitest";

import { specFor } from "../../testing/workload.ts";
import { exitCodeOf } from "../exit-code.ts";
import { runOnSpot } from "../run/run-on-spot.ts";
import type { SpotWorkloadSpec } from "../run/spec.ts";
import { type BudgetOptions, planBudget } from "./plan-budget.ts";
import { whyNoMore } from "./why-no-more.ts";

const scripts = [
  { name: "bootstrap", lines: ["true"], timeout: 600 },
  { name: "deps", lines: ["true"], timeout: 900 },
  { name: "workload", lines: ["true"], timeout: 5400 },
];
const specWith = (budget: BudgetOptions, rest: Partial<SpotWorkloadSpec> = {}): SpotWorkloadSpec =>
  specFor({ scripts, budget, retryBackoff: 20, ...rest });

describe("budgets nest", () => {
  test("by default each lies behind the one before", () => {
    const { boot, attempt, watchdog, deadline } = planBudget(specWith({}));
    expect({ boot, attempt, watchdog, deadline }).toEqual({ boot: 780, attempt: 7680, watchdog: 8280, deadline: 9480 });
  });

  test("seconds and durations with a unit are the same", () => {
    const timed = (boot: "13m" | 780) =>
      planBudget({ scripts: [{ name: "workload", timeout: "90m" }], budget: { boot } });
    expect(timed("13m")).toEqual(timed(780));
  });

  test("every attempt with its back-off and the margin fit into the step, to the second", () => {
    const { needed } = planBudget(specWith({}));
    expect(needed).toBe(2 * 7680 + 20 + 120);
    expect(planBudget(specWith({ stepTimeout: needed }))).toMatchObject({ stepTimeout: needed });
    expect(() => planBudget(specWith({ stepTimeout: needed - 1 }))).toThrow("the budgets do not fit");
  });
});

describe("a spec that does not fit is refused, with the arithmetic:", () => {
  test("two attempts in a step that holds one", () => {
    expect(() => planBudget(specWith({ stepTimeout: 9000 }))).toThrow(
      "2 × (boot 780 + bootstrap 600 + deps 900 + workload 5400) + 1 × back-off 20 = 15380 s, and the step has 9000 s - margin 120 s = 8880 s; one attempt would fit",
    );
  });

  test("a workload as long as its step, as the launchers before had it", () => {
    const failing = (): unknown => planBudget(specWith({ stepTimeout: 5400 }, { maxAttempts: 1 }));
    expect(failing).toThrow(
      "1 × (boot 780 + bootstrap 600 + deps 900 + workload 5400) = 7680 s, and the step has 5400 s",
    );
    expect(failing).toThrow(expect.objectContaining({ code: "BUDGET_DOES_NOT_FIT", hint: expect.any(String) }));
  });

  test("a watchdog inside an attempt, and a deadline ahead of the watchdog, both at once", () => {
    const failing = (): unknown => planBudget(specWith({ watchdog: 5400, deadline: 5400 }));
    expect(failing).toThrow("the watchdog fires after 5400 s, inside an attempt (boot 780 + bootstrap 600");
    expect(failing).toThrow("the deadline tag falls after 5400 s, before the watchdog (5400 s)");
  });

  test.each([
    ["no attempt", {}, { maxAttempts: 0 }],
    ["half an attempt", {}, { maxAttempts: 1.5 }],
    ["no script", {}, { scripts: [] }],
  ])("%s", (_, budget, rest) => {
    expect(() => planBudget(specWith(budget, rest))).toThrow(expect.objectContaining({ code: "BAD_SPEC" }));
  });

  test("a margin that is no number, by its name", () => {
    const failing = (): unknown => planBudget(specWith({ margin: Number.NaN }));
    expect(failing).toThrow(expect.objectContaining({ code: "BAD_DURATION" }));
    expect(failing).toThrow("budget.margin");
  });

  test("and exit code 2, before any client is asked for anything", async () => {
    const untouchable = new Proxy({}, { get: () => expect.fail("no call may be made") }) as never;
    const clients = { ec2: untouchable, ssm: untouchable, s3: untouchable, cloudwatch: untouchable };
    const error: unknown = await runOnSpot(specWith({ stepTimeout: 5400 }), clients).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "BUDGET_DOES_NOT_FIT" });
    expect(exitCodeOf(error)).toBe(2);
  });
});

test("another attempt is allowed while what is left of the step holds a whole one", () => {
  const budget = planBudget(specWith({ stepTimeout: 16_000 }));
  const limit = 16_000 - 7680 - 20 - 120;
  expect(whyNoMore(budget, limit)).toBeUndefined();
  expect(whyNoMore(budget, limit + 1)).toBe(
    "8181 s passed + back-off 20 s + a whole attempt 7680 s + margin 120 s = 16001 s, and the step ends at 16000 s",
  );
  expect(whyNoMore(planBudget(specWith({})), 1e9)).toBeUndefined();
});
