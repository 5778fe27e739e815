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
  {
    id: "lambda-names",
    behaviour: "A function is named by its name, a partial or a whole ARN; other names are refused with AWS's pattern.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, test_lambda_api",
    date: "2025-11",
    file: "src/services/lambda/function-name.ts",
    test: "a function that is not there, and a payload that is not JSON, are refused",
  },
  {
    id: "lambda-kept",
    behaviour: "A process is kept for the invocations that follow; one that timed out or crashed is not.",
    kind: "documentation",
    source: "Lambda, execution environments",
    date: "2026-11",
    file: "src/services/lambda/invoke-function.ts",
    test: "a process is kept for the invocations that follow, and what it has kept",
  },
  {
    id: "lambda-python",
    behaviour: "What fails in Python has the members, the order and the spaces of AWS's runtime.",
    kind: "source code",
    source: "awslambdaric bootstrap.py; LocalStack's recordings of AWS, services_lambda",
    date: "2025",
    file: "src/services/lambda/python-runtime.ts",
    test: "what fails in Python is told as Lambda's runtime for Python tells it",
  },
  {
    id: "lambda-logs",
    behaviour:
      "A function's output is in /aws/lambda/NAME, a stream for each process, between START, END and REPORT; the report knows no memory that was used, and nothing of an INIT.",
    kind: "documentation",
    source: "Lambda, sending logs to CloudWatch Logs",
    date: "2026-11",
    file: "src/services/lambda/function-log.ts",
    test: "what a function writes is in its group in CloudWatch Logs, in the stream of its process",
  },
  {
    id: "lambda-described",
    behaviour:
      "GetFunction, GetFunctionConfiguration and ListFunctions tell what a function of this cloud has; its role, runtime, code's hash and size are made up.",
    kind: "deviates",
    source: "botocore 1.43 model, FunctionConfiguration",
    date: "2026-11",
    file: "src/services/lambda/describe-function.ts",
    test: "functions are listed in pages and described, and one that is not there is not",
  },
  {
    id: "lambda-versions",
    behaviour: "Any version and any alias of a function is there, and is the function itself.",
    kind: "deviates",
    source: "LocalStack's recordings of AWS, test_invoke_exceptions",
    date: "2024",
    file: "src/services/lambda/lambda.ts",
    test: "%s is found",
  },
];
