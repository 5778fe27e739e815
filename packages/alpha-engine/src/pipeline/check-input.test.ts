import { expect, test } from "vitest";

import type { InputFields } from "../config/config.ts";
import { checkInput } from "./check-input.ts";

const off = { type: "boolean", default: false } as const;
const FIELDS: InputFields = {
  run_date: { type: "date" },
  ec2_instance_id: { type: "instance" },
  sns_topic_arn: { type: "text", default: "arn:aws:sns:us-east-1:000000000000:a", matches: "arn:aws:sns:*:*:*" },
  preflight_args: { type: "text", default: "", oneOf: ["", " --preflight-only"] },
  shell_run: off,
  skip_scanner: off,
};

test.each([
  [{ skip_scaner: true }, /^skip_scaner: unknown \(did you mean skip_scanner\?\)$/],
  [{ shell_run: "true" }, /^shell_run: expected true or false, got "true"$/],
  [{ preflight_args: " --full" }, /^preflight_args: expected one of "", " --preflight-only"/],
  [{ ec2_instance_id: "i-1" }, /^ec2_instance_id: expected a list with one instance id/],
  [{ ec2_instance_id: ["i-1", "i-2"] }, /^ec2_instance_id: /],
  [{ sns_topic_arn: "alerts" }, /^sns_topic_arn: expected something like arn:aws:sns:/],
  [{ run_date: "2026-02-30" }, /^run_date: expected a date as YYYY-MM-DD/],
  [{ run_date: 20260131 }, /^run_date: /],
  [{ constructor: 1 }, /^constructor: unknown/],
])("%j is refused", (input, message) => {
  expect(checkInput(input, FIELDS)).toMatch(message);
});

test("what is right, and nothing, is taken", () => {
  const input = { run_date: "2026-01-31", shell_run: true, ec2_instance_id: ["i-0123456789abcdef0"] };
  expect(checkInput(input, FIELDS)).toBeUndefined();
  expect(checkInput({}, FIELDS)).toBeUndefined();
});
