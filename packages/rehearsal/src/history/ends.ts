import type { CommandView } from "@alpha-engine/local-cloud";

import type { StateEnd } from "./state-records.ts";
import { valueIn } from "./value-in.ts";

/** How the step ended whose command this is. */
export function endOf({ status, statusDetails, responseCode, endedAt }: CommandView): StateEnd {
  const end = { exitCode: responseCode, endedAt: endedAt === undefined ? undefined : new Date(endedAt) };
  if (status === "Success") return { ...end, status: "SUCCEEDED" };
  return { ...end, status: "FAILED", reason: { error: statusDetails, cause: undefined } };
}

/** How a task that answered ended: a function may return its failure instead of raising it, `{ status: "ERROR", … }`. */
export function answered(output: string | undefined): Pick<StateEnd, "status" | "reason"> {
  const { Payload } = (valueIn(output) ?? {}) as {
    Payload?: { status?: unknown } | null;
  };
  if (Payload?.status !== "ERROR") return { status: "SUCCEEDED" };
  return { status: "FAILED", reason: { error: "ERROR", cause: JSON.stringify(Payload) } };
}
