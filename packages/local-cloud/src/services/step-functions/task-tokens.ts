import { type JsonValue, TaskFailure } from "@alpha-engine/asl";

import { optionalString, requiredString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

interface WaitingTask {
  readonly succeed: (output: JsonValue) => void;
  readonly fail: (failure: TaskFailure) => void;
  readonly heartbeat: () => void;
}

/** The tasks that wait for a callback, by token. */
export interface TaskTokens {
  readonly waiting: Map<string, WaitingTask>;
  /** Waits for SendTaskSuccess or SendTaskFailure with `token`. */
  wait(token: string, heartbeat: () => void, signal: AbortSignal): Promise<JsonValue>;
}

export function createTaskTokens(): TaskTokens {
  const waiting = new Map<string, WaitingTask>();
  return {
    waiting,
    wait: async (token, heartbeat, signal) => {
      try {
        return await new Promise<JsonValue>((succeed, fail) => {
          waiting.set(token, { succeed, fail, heartbeat });
          signal.addEventListener("abort", () => fail(new TaskFailure("States.Timeout")), { once: true });
        });
      } finally {
        waiting.delete(token);
      }
    },
  };
}

export function taskTokenOperations({ waiting }: TaskTokens): JsonService["operations"] {
  const find = (input: Input): WaitingTask => {
    const task = waiting.get(requiredString(input, "taskToken"));
    // In the words of a recording: services_aws_sdk, test_sfn_send_task_outcome_with_no_such_token.
    if (task === undefined) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
    return task;
  };
  return {
    SendTaskSuccess: async (input) => {
      find(input).succeed(readOutput(requiredString(input, "output")));
      return {};
    },
    SendTaskFailure: async (input) => {
      find(input).fail(new TaskFailure(optionalString(input, "error") ?? "", optionalString(input, "cause") ?? ""));
      return {};
    },
    SendTaskHeartbeat: async (input) => {
      find(input).heartbeat();
      return {};
    },
  };
}

function readOutput(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new ServiceError("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
  }
}
