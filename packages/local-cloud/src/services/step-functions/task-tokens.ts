import type { JsonValue, TaskTokens } from "@alpha-engine/asl";

import { optionalString, requiredString } from "../../wire/input.ts";
import type { JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

/** What ends the tasks that wait for a callback. */
export function taskTokenOperations(tokens: TaskTokens): JsonService["operations"] {
  return {
    SendTaskSuccess: async (input) => {
      const token = requiredString(input, "taskToken");
      return found(tokens.succeed(token, readOutput(requiredString(input, "output"))));
    },
    SendTaskFailure: async (input) => {
      const error = optionalString(input, "error") ?? "";
      const cause = optionalString(input, "cause") ?? "";
      return found(tokens.fail(requiredString(input, "taskToken"), { error, cause }));
    },
    SendTaskHeartbeat: async (input) => found(tokens.heartbeat(requiredString(input, "taskToken"))),
  };
}

/** In the words of LocalStack's recording of AWS, services_aws_sdk, test_sfn_send_task_outcome_with_no_such_token (2026-03). */
function found(isWaiting: boolean): object {
  if (!isWaiting) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
  return {};
}

function readOutput(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new ServiceError("InvalidOutput", `Invalid Output: '${(error as Error).message}'`);
  }
}
