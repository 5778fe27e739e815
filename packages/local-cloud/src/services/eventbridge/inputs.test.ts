import { expect, test } from "vitest";

import { botocoreModel } from "../../../testing/botocore.ts";
import { violationsOf } from "../../../testing/violations.ts";
import { checkShape } from "../../wire/check-shape.ts";
import type { ServiceError } from "../../wire/service-error.ts";
import { EVENTS_INPUTS } from "./inputs.ts";

const model = botocoreModel("events");
const skipped = model === undefined ? ", skipped: botocore is not installed" : "";
/** What is not offered here, or refused in other words. */
const ELSEWHERE = /(?:InputTransformer|[A-Za-z]+Parameters|deadLetterConfig|retryPolicy|inputTransformer)\b/;

test.skipIf(model === undefined).each(Object.keys(EVENTS_INPUTS))(
  `%s refuses what the model of EventBridge does not allow${skipped}`,
  (operation) => {
    for (const { input, at, sentence } of model === undefined ? [] : violationsOf(model, operation)) {
      if (ELSEWHERE.test(at)) continue;
      const refused = outcome(input, operation);
      expect(refused, `${at}: ${sentence}`).toContain(sentence);
      expect(refused).toMatch(/^ValidationException: /);
    }
  },
);

function outcome(input: object, operation: string): string {
  try {
    checkShape(input as Record<string, unknown>, EVENTS_INPUTS[operation] ?? {}, "ValidationException");
    return "nothing was refused";
  } catch (error) {
    const { code, message } = error as ServiceError;
    return `${code}: ${message}`;
  }
}
