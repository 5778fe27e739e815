import { AslError, type AslErrorCode } from "../errors.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { DataFlow } from "../transition/inspection.ts";

/** What TestState is asked, in the names of its API. JSON may be given as text or as a value. */
export interface TestStateRequest {
  /** @default {} */
  readonly input?: JsonValue;
  /** How much of the data flow is shown: nothing, or every step of it. @default "INFO" */
  readonly inspectionLevel?: "INFO" | "DEBUG" | "TRACE";
  /** Which state of a whole definition to test. */
  readonly stateName?: string;
  readonly mock?: TestStateMock;
  readonly variables?: JsonObject | string;
  /** The context object, without `Map`: what is not in it is not there. @default a made-up one */
  readonly context?: JsonObject | string;
  readonly roleArn?: string;
  readonly stateConfiguration?: {
    /** How often the retrier that applies has retried already. @default 0 */
    readonly retrierRetryCount?: number;
    /** How many iterations of a Map have failed. @default 0 */
    readonly mapIterationFailureCount?: number;
    /** Which state inside a Map or Parallel raised the error of the mock; it changes nothing. */
    readonly errorCausedByState?: string;
    /** What the ItemReader of a distributed Map has read; the mock says what becomes of it. */
    readonly mapItemReaderData?: JsonValue;
  };
  /** Not together with a mock. @default false */
  readonly revealSecrets?: boolean;
}

/** What stands in for the work of a state: either a `result` or an `errorOutput`. */
export interface TestStateMock {
  /** What the service answers, as JSON text; any other value is taken as it is. */
  readonly result?: JsonValue;
  readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  /** Whether the result is held against the service's model: all of it, what is present, or not at all. @default "STRICT" */
  readonly fieldValidationMode?: "STRICT" | "PRESENT" | "NONE";
}

/** How the state ended, and what it would be followed by. */
export interface TestStateResult {
  readonly status: "SUCCEEDED" | "FAILED" | "RETRIABLE" | "CAUGHT_ERROR";
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  /** From DEBUG on. */
  readonly inspectionData?: InspectionData;
}

/** The data of the state at each step of its processing, as far as it came. */
export type InspectionData = { readonly input: JsonValue } & Readonly<DataFlow>;

/** The exceptions of AWS's API that the codes stand for. */
export const AWS_EXCEPTIONS: Readonly<Partial<Record<AslErrorCode, string>>> = {
  INVALID_REQUEST: "ValidationException",
  INVALID_DEFINITION: "InvalidDefinition",
};

/** What TestState answers to a request that is not one, in AWS's words. */
export function invalidRequest(message: string): AslError {
  return new AslError("INVALID_REQUEST", message);
}
