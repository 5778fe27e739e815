import type { JsonValue, TaskRequest } from "@alpha-engine/asl";

/** What a stand-in outside of this process gets to know of a task, as JSON. */
export type Asked = Pick<
  TaskRequest,
  "state" | "resource" | "parameters" | "attempt" | "iteration" | "taskToken" | "timeoutSeconds" | "heartbeatSeconds"
>;

/** A stand-in that runs outside of this process. */
export interface Outside {
  /** `undefined` where it answers nothing. @throws TaskFailure where it fails */
  ask(asked: Asked, signal: AbortSignal): Promise<JsonValue | undefined>;
  close(): Promise<void>;
}

export function askedOf(request: TaskRequest): Asked {
  const { state, resource, parameters, attempt, iteration, taskToken, timeoutSeconds, heartbeatSeconds } = request;
  return {
    state,
    resource,
    parameters,
    attempt,
    ...(iteration === undefined ? {} : { iteration }),
    ...(taskToken === undefined ? {} : { taskToken }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
  };
}
