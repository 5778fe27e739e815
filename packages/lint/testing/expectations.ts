import { readFileSync } from "node:fs";

import type { JsonObject } from "@alpha-engine/asl";

import { type checkPairs, DEFECTS, hasDefects } from "./defects.ts";

type Expectations = Parameters<typeof checkPairs>[0];

const policy = (file: string): JsonObject =>
  hasDefects ? (JSON.parse(readFileSync(`${DEFECTS}A36-lambda-grants-missing/${file}`, "utf8")) as JsonObject) : {};

/** The rules that mean the defect of each pair, and what its meta says that it needs. */
export const EXPECTATIONS: Expectations = {
  A01: { rules: ["shell-source-unexported"] },
  A03: { rules: ["ssm-in-flight-unhandled", "silent-success"] },
  A04: { rules: ["shell-home-unset"] },
  A05: { rules: ["shell-exit-masked"] },
  A06: { rules: ["shell-exit-masked"] },
  A10: { rules: ["path-not-on-every-route"] },
  A11: { rules: ["shell-exit-masked", "shell-options-first"] },
  A12: { rules: ["shell-stale-checkout"] },
  A13: { rules: ["shell-git-as-root"] },
  A25: { rules: ["input-not-guaranteed"] },
  A26: { rules: ["input-not-guaranteed"] },
  A30: { rules: ["skip-gate-jumps"] },
  A32: { rules: ["instance-not-awaited"] },
  A34: { rules: ["silent-success"] },
  A35: { rules: ["shell-exit-masked"] },
  A36: {
    rules: ["lambda-not-granted"],
    options: { config: { invokable: policy("iam-broken.json") } },
    fixedOptions: { config: { invokable: policy("iam-fixed.json") } },
  },
  A38: { rules: ["shell-environment"], options: { config: { environment: ["FLOW_DOCTOR_ENABLED"] } } },
  A39: { rules: ["notify-without-catch"] },
  A40: { rules: ["shell-log-lost"] },
  A43: { rules: ["run-date-not-threaded"] },
  A44: { rules: ["merge-order"] },
  A45: { rules: ["intrinsic-escape-kept", "shell-trap-signal"] },
  A47: { rules: ["ssm-poll-registration"] },
  B03: { rules: ["ssm-output-in-state"] },
  B04: { rules: ["ssm-output-in-state"] },
  B05: { rules: ["ssm-output-in-state"] },
  B15: { rules: ["shell-environment"], options: { config: { environment: ["FLOW_DOCTOR_ENABLED"] } } },
  B16: { rules: ["ssm-send-retried"] },
  B17: { rules: ["shared-checkout"] },
  B18: {
    rules: ["shell-retired-module"],
    options: { config: { retiredModules: { alpha_engine_lib: "nousergon_lib" } } },
  },
  B19: {
    rules: ["shell-retired-module"],
    options: { config: { retiredModules: { alpha_engine_lib: "nousergon_lib" } } },
  },
  B22: { rules: ["shell-stale-checkout"] },
  B23: { rules: ["stops-what-it-never-starts"] },
  B26: { rules: ["path-not-on-every-route"] },
  B27: {
    rules: ["lambda-timeout-short"],
    options: { config: { lambdas: { "alpha-engine-research-rationale-clustering": { timeoutSeconds: 900 } } } },
  },
  B32: { rules: ["expression-syntax"] },
  B34: { rules: ["mutex-key-too-fine"] },
  B35: { rules: ["input-not-guaranteed", "notify-without-catch"] },
  B40: { rules: ["ssm-poll-transient"] },
  B42: { rules: ["fan-out-without-catch"] },
  B43: { rules: ["ssm-command-unfollowed"] },
  B45: { rules: ["skip-gate-jumps"] },
  B46: { rules: ["silent-success"] },
  B47: { rules: ["expression-syntax"] },
  B50: { rules: ["unknown-field"] },
  B51: { rules: ["sns-subject-length"] },
  B57: {
    rules: ["shell-program-options"],
    options: {
      config: {
        programs: {
          "krepis.ssm_log_capture": ["--correlation-id"],
          "nousergon_lib.ssm_log_capture": ["--correlation-id"],
        },
      },
    },
  },
  B58: { rules: ["path-not-on-every-route", "input-not-guaranteed"] },
  B60: { rules: ["fail-inside-map"] },
  B61: { rules: ["degraded-ends-green"] },
  B63: { rules: ["input-falls-to-default"], options: { inputs: [{ pipeline_role: "exercise" }] } },
  B64: { rules: ["fail-cause-static"] },
  B67: { rules: ["choice-unguarded-path", "choice-unchecked-answer"] },
  B69: { rules: ["result-never-read"] },
  B71: { rules: ["shell-runtime-install"] },
  B72: { rules: ["intrinsic-escape-kept", "shell-trap-signal"] },
  B73: { rules: ["path-not-on-every-route"] },
  B76: { rules: ["failure-not-in-outcome"] },
  B81: {
    rules: ["task-without-timeout", "lambda-timeout-idle"],
    options: {
      config: {
        lambdas: {
          "alpha-engine-predictor-regime-substrate": { timeoutSeconds: 300 },
          "alpha-engine-research-eval-judge-process": { timeoutSeconds: 900 },
          "alpha-engine-replay-concordance": { timeoutSeconds: 900 },
          "alpha-engine-research-aggregate-costs": { timeoutSeconds: 600 },
        },
      },
    },
  },
  B82: { rules: ["ssm-poll-unbounded"] },
  B87: { rules: ["fail-cause-static"] },
  B88: { rules: ["degraded-without-notice"] },
  B91: { rules: ["choice-unguarded-path", "choice-unchecked-answer"] },
};

/** Why no rule can tell, for those that none does. */
export const NOTES: Readonly<Record<string, string>> = {
  A33: "two definitions of one machine: a comparison's work, not a linter's",
};
