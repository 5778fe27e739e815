import type { JsonValue } from "@alpha-engine/asl";

import { optionalString, requiredString } from "../../wire/input.ts";
import type { JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { readJson } from "./json-text.ts";
import type { WaitingTasks } from "./waiting-tasks.ts";

/** What ends the tasks that wait for a callback. */
export function taskTokenOperations(waiting: WaitingTasks): JsonService["operations"] {
  const ended = (taskToken: string, end: (taskToken: string) => boolean): object => {
    if (end(taskToken)) return {};
    throw noSuchTask(waiting.knows(taskToken));
  };
  return {
    SendTaskSuccess: async (input) => {
      const taskToken = requiredString(input, "taskToken");
      // A token that nobody issued is told before an output that is none. [recordings: as below]
      if (!waiting.knows(taskToken)) throw noSuchTask(false);
      const output = readOutput(requiredString(input, "output"));
      return ended(taskToken, (token) => waiting.succeed(token, output));
    },
    SendTaskFailure: async (input) => {
      const error = optionalString(input, "error") ?? "";
      const cause = optionalString(input, "cause") ?? "";
      return ended(requiredString(input, "taskToken"), (token) => waiting.fail(token, { error, cause }));
    },
    SendTaskHeartbeat: async (input) => ended(requiredString(input, "taskToken"), waiting.heartbeat),
  };
}

/**
 * A token that was good once is timed out, whatever its task came to; no other token is known.
 * [documentation: TaskTimedOut, botocore 1.43 model, 2026-11; of unknown ones LocalStack's recording of AWS,
 * test_sfn_send_task_outcome_with_no_such_token, 2026-03]
 */
function noSuchTask(wasGood: boolean): ServiceError {
  return wasGood
    ? new ServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
    : new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
}

function readOutput(text: string): JsonValue {
  const read = readJson(text);
  if (read.ok) return read.value;
  throw new ServiceError("InvalidOutput", `Invalid Output: '${read.message}'`);
}
