import { expect, test } from "vitest";

import { botocoreModel } from "../../../testing/botocore.ts";
import { violationsOf } from "../../../testing/violations.ts";
import { checkShape } from "../../wire/check-shape.ts";
import type { ServiceError } from "../../wire/service-error.ts";
import { LOGS_INPUTS } from "./inputs.ts";

const model = botocoreModel("logs");
const skipped = model === undefined ? ", skipped: botocore is not installed" : "";
/** What is not offered here, or refused in other words. */
const ELSEWHERE = /^(?:entity|dataSources|fieldIndexNames|logGroupTags|tags)\b/;
/** Of what is made, the length of a name is refused in other words. */
const otherwise = (operation: string, at: string, sentence: string): boolean =>
  operation.startsWith("Create") &&
  at.endsWith("Name") &&
  sentence.includes("less than") &&
  at !== (operation === "CreateLogStream" ? "logGroupName" : "");

test.skipIf(model === undefined).each(Object.keys(LOGS_INPUTS))(
  `%s refuses what the model of CloudWatch Logs does not allow${skipped}`,
  (operation) => {
    for (const { input, at, sentence } of model === undefined ? [] : violationsOf(model, operation)) {
      if (ELSEWHERE.test(at) || otherwise(operation, at, sentence)) continue;
      const refused = outcome(input, operation);
      expect(refused, `${at}: ${sentence}`).toContain(sentence);
      expect(refused).toMatch(/^InvalidParameterException: /);
    }
  },
);

function outcome(input: object, operation: string): string {
  try {
    checkShape(input as Record<string, unknown>, LOGS_INPUTS[operation] ?? {}, "InvalidParameterException");
    return "nothing was refused";
  } catch (error) {
    const { code, message } = error as ServiceError;
    return `${code}: ${message}`;
  }
}
