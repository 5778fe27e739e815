import {
  AslError,
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  testState,
  type TestStateMock,
  type TestStateRequest,
} from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { optionalString, record, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { readJson } from "./json-text.ts";

/** One state alone, its task really called where nothing is mocked. [LocalStack's recordings of AWS, test_state, 2025] */
export function testStateOperation({ clock }: Part, tasks: InterpretOptions["tasks"]): JsonService["operations"] {
  return {
    TestState: async (input) => {
      const request = requestOf(input);
      try {
        const { output, inspectionData, nextState, ...result } = await testState(
          requiredString(input, "definition"),
          request,
          {
            // Without a role AWS does no task.
            ...(request.roleArn === undefined ? {} : { tasks: async (task: Tested) => await tasks(alone(task)) }),
            at: clock.now(),
            seed: Math.floor(Math.random() * 2 ** 31),
          },
        );
        return {
          ...result,
          ...(output === undefined ? {} : { output: JSON.stringify(output) }),
          ...(nextState === undefined ? {} : { nextState }),
          ...(inspectionData === undefined ? {} : { inspectionData: inspected(inspectionData) }),
        };
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

type Tested = Parameters<NonNullable<NonNullable<Parameters<typeof testState>[2]>["tasks"]>>[0];

/** A task that belongs to no execution. */
function alone(task: Tested): Parameters<InterpretOptions["tasks"]>[0] {
  const nothing = (): void => {};
  return {
    kind: "service",
    attempt: 0,
    thread: "",
    ...task,
    signal: new AbortController().signal,
    started: nothing,
    submitted: nothing,
    idle: () => () => {},
    heartbeat: nothing,
  };
}

function requestOf(input: Input): TestStateRequest {
  const mock: { mock?: TestStateMock } = input["mock"] === undefined ? {} : { mock: record(input, "mock") };
  const roleArn = optionalString(input, "roleArn");
  const texts = ["stateName", "variables", "context", "inspectionLevel"].flatMap((name) => {
    const text = optionalString(input, name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return {
    ...mock,
    ...(Object.fromEntries(texts) as TestStateRequest),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(input["revealSecrets"] === true ? { revealSecrets: true } : {}),
    input: inputOf(optionalString(input, "input") ?? "{}"),
    ...(input["stateConfiguration"] === undefined ? {} : { stateConfiguration: record(input, "stateConfiguration") }),
  };
}

function inputOf(text: string): JsonValue {
  const read = readJson(text);
  if (read.ok) return read.value;
  throw new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${read.message}'`);
}

/** What is data comes as text. [documentation: InspectionData, 2026-11] */
function inspected(data: object): JsonObject {
  const plain = ["maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage", "errorDetails"];
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      plain.includes(name) ? (value as JsonValue) : JSON.stringify(value),
    ]),
  );
}

function refusal(error: unknown): unknown {
  if (!(error instanceof AslError)) return error;
  if (error.code === "INVALID_REQUEST") return new ServiceError("ValidationException", error.message);
  return error.code === "INVALID_DEFINITION" ? new ServiceError("InvalidDefinition", error.message) : error;
}
