import { type JsonObject, type JsonValue, TaskFailure } from "@alpha-engine/asl";

import { type Answer, callService, httpMetadata } from "./call-service.ts";
import type { Clients } from "./clients.ts";
import { optimisedFailure } from "./failure.ts";
import { SERVICES, type Service } from "./services.ts";
import { asText } from "./shapes.ts";

/** `lambda:invoke`: the function's answer with the call's metadata around it. [LocalStack's recordings of AWS, services_lambda, snapshot of 2026-03] */
export async function invokeLambda(clients: Clients, parameters: JsonObject, signal: AbortSignal): Promise<JsonValue> {
  const answer = await invoke(clients, parameters, signal);
  const { ExecutedVersion = "$LATEST", LogResult } = answer.output as { ExecutedVersion?: string; LogResult?: string };
  const log = LogResult === undefined ? {} : { LogResult };
  return {
    ExecutedVersion,
    ...log,
    Payload: payloadOf(answer),
    ...httpMetadata(answer),
    StatusCode: answer.statusCode,
  };
}

/** A function's ARN as the resource: its answer alone, to its input as JSON, a text too. [LocalStack's recordings of AWS, test_lambda_task, 2024] */
export async function invokeFunctionArn(
  clients: Clients,
  arn: string,
  parameters: JsonValue,
  signal: AbortSignal,
): Promise<JsonValue> {
  return payloadOf(await invoke(clients, { FunctionName: arn, Payload: JSON.stringify(parameters) }, signal));
}

async function invoke(clients: Clients, parameters: JsonObject, signal: AbortSignal): Promise<Answer> {
  const service = SERVICES["lambda"] as Service;
  const loaded = await clients.of(service);
  const payload = asText(parameters["Payload"]);
  let answer: Answer | undefined;
  try {
    answer = await callService(
      loaded,
      "invoke",
      { ...parameters, ...(payload === undefined ? {} : { Payload: payload }) },
      signal,
    );
  } catch (error) {
    throw optimisedFailure(error, service, loaded.sdk);
  }
  if (answer === undefined) throw new TaskFailure("States.Runtime", "The Lambda client has no invoke action.");
  if (answer.output["FunctionError"] !== undefined) throw functionFailure(textOf(answer));
  return answer;
}

/** The function's own error name, bare, with all it said as the cause. [LocalStack's recordings of AWS, services_lambda, snapshot of 2026-03] */
function functionFailure(text: string): TaskFailure {
  let errorType: unknown;
  try {
    ({ errorType } = JSON.parse(text) as { errorType?: unknown });
  } catch {
    errorType = undefined;
  }
  return new TaskFailure(typeof errorType === "string" && errorType !== "" ? errorType : "Lambda.Unknown", text);
}

function payloadOf(answer: Answer): JsonValue {
  const text = textOf(answer);
  if (text === "") return {};
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function textOf({ output }: Answer): string {
  const payload = output["Payload"];
  return payload instanceof Uint8Array ? Buffer.from(payload).toString("utf8") : "";
}
