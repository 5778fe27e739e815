import type { FidelityEntry } from "../../fidelity-entry.ts";

/** Lambda. */
export const lambda: readonly FidelityEntry[] = [
  {
    id: "lambda-error",
    behaviour: "A function that failed is an answer of 200 with x-amz-function-error.",
    kind: "documentation",
    source: "Lambda Invoke",
    date: "2026",
    file: "src/services/lambda/lambda.ts",
    test: "%s ends as Lambda says it",
  },
];
