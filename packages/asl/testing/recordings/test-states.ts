import { AslError, testState, type TestStateRequest, type TestStateResult } from "../../src/index.ts";
import { AWS_EXCEPTIONS } from "../../src/test-state/request.ts";
import { loadRunner, readRecordings } from "./executions.ts";

export interface TestStateRecording {
  readonly id: string;
  readonly definition: unknown;
  readonly request: TestStateRequest;
  readonly expect?: TestStateResult;
  readonly expectError?: { readonly code: string; readonly message: string };
}

export function readTestStateRecordings(): TestStateRecording[] {
  return readRecordings("teststate") as unknown as TestStateRecording[];
}

const PARTS = ["status", "output", "error", "cause", "nextState", "inspectionData"] as const;

/** In which parts an answer differs from AWS's. */
export async function testStateDifferences(recording: TestStateRecording): Promise<string[]> {
  const { match, matchCause } = await loadRunner();
  const { definition, request, expect, expectError } = recording;
  const answer = await ask(definition, request);
  if (expectError !== undefined)
    return "code" in answer && answer.code === expectError.code && match(expectError.message, answer.message, new Map())
      ? []
      : [`exception: ${JSON.stringify(answer)}`];
  if (expect === undefined || "code" in answer) return [`result: ${JSON.stringify(answer)}`];
  const bindings = new Map<string, string>();
  return PARTS.filter((part) => {
    if (expect[part] === undefined) return answer[part] !== undefined;
    return part === "cause"
      ? !matchCause(expect.cause, answer.cause, bindings)
      : !match(expect[part], answer[part], bindings);
  });
}

async function ask(
  definition: unknown,
  request: TestStateRequest,
): Promise<TestStateResult | { readonly code: string; readonly message: string }> {
  try {
    return await testState(definition, request);
  } catch (error) {
    if (!(error instanceof AslError)) throw error;
    return { code: AWS_EXCEPTIONS[error.code] ?? error.code, message: error.message };
  }
}
