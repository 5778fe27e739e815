import { GetCommandInvocationCommand, type GetCommandInvocationCommandOutput } from "@aws-sdk/client-ssm";

import type { World } from "../effects.ts";
import { isNotYetRegistered, isTransient } from "./refusals.ts";
import type { Invocation } from "./verdict.ts";

export interface Observed extends Invocation {
  readonly stdout: string;
  readonly stderr: string;
  readonly startedAt: string | undefined;
  readonly endedAt: string | undefined;
}

/** What one look gave: the invocation, that it is not registered yet, or a refusal that says nothing about it. */
export type Look =
  | { readonly kind: "seen"; readonly invocation: Observed }
  | { readonly kind: "not-yet" }
  | { readonly kind: "refused"; readonly error: unknown };

export async function look(commandId: string, instanceId: string, world: World): Promise<Look> {
  try {
    const answer = await world.ssm.send(
      new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }),
    );
    return { kind: "seen", invocation: observed(answer) };
  } catch (error) {
    if (isNotYetRegistered(error)) return { kind: "not-yet" };
    if (isTransient(error)) return { kind: "refused", error };
    throw error;
  }
}

function observed(answer: GetCommandInvocationCommandOutput): Observed {
  return {
    status: answer.Status ?? "",
    // The documentation writes some details with spaces, the wire without.
    statusDetails: (answer.StatusDetails ?? "").replaceAll(" ", ""),
    responseCode: answer.ResponseCode ?? -1,
    elapsed: secondsOf(answer.ExecutionElapsedTime),
    stdout: answer.StandardOutputContent ?? "",
    stderr: answer.StandardErrorContent ?? "",
    startedAt: answer.ExecutionStartDateTime || undefined,
    endedAt: answer.ExecutionEndDateTime || undefined,
  };
}

/** `PT1H0.271S` as seconds. */
function secondsOf(duration: string | undefined): number | undefined {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration ?? "");
  if (match === null || duration === "PT") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
