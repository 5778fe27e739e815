import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Definition } from "@alpha-engine/definition";
import { describe, expect, test } from "vitest";

import { PIPELINES } from "../pipelines.ts";
import { compare } from "./compare.ts";
import { DIFFERENCES } from "./differences.ts";
import { reportAgainst } from "./report.ts";

const PRODUCTION = fileURLToPath(new URL("../../../../../shared/definitions/production", import.meta.url));
const isThere = existsSync(PRODUCTION);
const because = isThere ? "" : " (skipped: no ../shared/definitions/production beside the checkout)";

describe.runIf(isThere)(`against production${because}`, () => {
  test("every state is there under its name, every difference is deliberate, and no reason is idle", async () => {
    const { unexplained, idle } = await reportAgainst(PRODUCTION);
    expect(unexplained).toEqual([]);
    expect(idle).toEqual([]);
  });

  test.each([
    ["a launcher's flag", "saturday", "--phase1-only", "--data-only"],
    ["a dropped flag", "saturday", "--mode=param-sweep --no-pit-parity", "--mode=param-sweep"],
    ["a slug", "saturday", "--slug evaluator --log", "--slug evaluate --log"],
    ["a payload's value", "saturday", '"window_days":56', '"window_days":28'],
    ["a payload's key", "saturday", '"force_sonnet_pass"', '"force_pass"'],
    ["a function", "saturday", "alpha-engine-replay-counterfactual:live", "alpha-engine-replay-counterfactual:test"],
    ["a wait", "eod", '"Seconds":5,', '"Seconds":6,'],
    ["a result path", "saturday", '"ResultPath":"$.parity_result"', '"ResultPath":"$.parity_out"'],
    ["an order of steps", "weekday", '"Next":"CheckPredictorCoverage"', '"Next":"RunMorningPlanner"'],
    ["a shorter budget of ours than theirs", "eod", '"executionTimeout":["1200"]', '"executionTimeout":["12000"]'],
    ["a status that counts as good", "saturday", '"StringEquals":"SKIPPED"', '"StringEquals":"PASSED"'],
    ["a way out of the judge's loop", "saturday", '"StringEquals":"ended_empty"', '"StringEquals":"ended_early"'],
    ["a gate's flag", "saturday", "$.skip_parity", "$.skip_parities"],
    ["a lost setting", "weekday", "export FLOW_DOCTOR_ENABLED=1", "export FLOW_DOCTOR_ENABLED=2"],
  ])("%s that differs is found", async (_, pipeline, from, to) => {
    const text = JSON.stringify(JSON.parse(readFileSync(`${PRODUCTION}/${pipeline}.json`, "utf8")));
    expect(text).toContain(from);
    const changed = JSON.parse(text.replaceAll(from, to)) as Definition;
    const ours = PIPELINES[pipeline]?.definition({ snsTopicArn: "arn:aws:sns:us-east-1:000000000000:alerts" });
    const differences = await compare(pipeline, changed, ours as Definition);
    expect(differences.filter((difference) => !DIFFERENCES.some(({ covers }) => covers(difference)))).not.toEqual([]);
  });

  test("a state that is missing is found", async () => {
    const { States, ...rest } = JSON.parse(readFileSync(`${PRODUCTION}/eod.json`, "utf8")) as Definition;
    const more = { ...rest, States: { ...States, Extra: { Type: "Pass", Next: "HandleFailure" } } };
    const ours = PIPELINES["eod"]?.definition({ snsTopicArn: "arn:aws:sns:us-east-1:000000000000:alerts" });
    const found = (await compare("eod", more, ours as Definition)).find(({ state }) => state === "Extra");
    expect(found).toMatchObject({ aspect: "state", is: undefined });
    expect(DIFFERENCES.some(({ covers }) => found !== undefined && covers(found))).toBe(false);
  });
});

test.runIf(!isThere)(`production's definitions are not compared${because}`, () => {
  expect(isThere).toBe(false);
});

test("every deliberate difference has a name of its own and a reason", () => {
  expect(new Set(DIFFERENCES.map(({ id }) => id)).size).toBe(DIFFERENCES.length);
  expect(DIFFERENCES.filter(({ reason }) => reason.length < 20)).toEqual([]);
});
