import { explainFailure, isNamed } from "@alpha-engine/aws-calls";
import {
  type CommandInvocationStatus,
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
} from "@aws-sdk/client-ssm";

import type { ResolvedEffects } from "../effects.ts";
import { callFailed } from "../errors.ts";
import type { Invocation } from "../verdict/verdict.ts";
import { signalIn } from "./agent-signals.ts";

export interface Observed extends Invocation {
  readonly stdout: string;
  readonly stderr: string;
  readonly endedAt: string | undefined;
}

/** What one look gave: the invocation, that it is not registered yet, or a refusal that says nothing about it. */
export type Look =
  | { readonly kind: "seen"; readonly invocation: Observed }
  | { readonly kind: "not-yet" }
  | { readonly kind: "refused" };

/**
 * What SSM answers in the seconds in which it does not know a command yet that it has accepted; the second while the
 * invocation is there and its steps are not.
 */
const NOT_YET_REGISTERED = ["InvocationDoesNotExist", "InvalidPluginName"];

export async function look(commandId: string, instanceId: string, effects: ResolvedEffects): Promise<Look> {
  try {
    const request = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId });
    const ssm = await effects.ssm();
    return { kind: "seen", invocation: observed(await ssm.send(request, effects.bounded())) };
  } catch (error) {
    if (isNamed(error, ...NOT_YET_REGISTERED)) return { kind: "not-yet" };
    if (explainFailure(error).isRetryable) return { kind: "refused" };
    throw callFailed("ssm:GetCommandInvocation", error);
  }
}

/** Of a command that is under way: there is nothing more to know of it yet. */
export function pendingLook(status: string): Look {
  return { kind: "seen", invocation: observed({ Status: status as CommandInvocationStatus, StatusDetails: status }) };
}

function observed(answer: Omit<GetCommandInvocationCommandOutput, "$metadata">): Observed {
  const { StandardErrorContent: stderr = "" } = answer;
  return {
    status: answer.Status ?? "",
    // The documentation writes some details with spaces, the wire without.
    statusDetails: (answer.StatusDetails ?? "").replaceAll(" ", ""),
    responseCode: answer.ResponseCode ?? -1,
    elapsed: secondsOf(answer.ExecutionElapsedTime),
    signal: signalIn(stderr),
    startedAt: timeOf(answer.ExecutionStartDateTime),
    endedAt: timeOf(answer.ExecutionEndDateTime),
    stdout: answer.StandardOutputContent ?? "",
    stderr,
  };
}

/** Empty before it is known. */
function timeOf(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** `PT1H0.271S` as seconds. */
function secondsOf(duration: string | undefined): number | undefined {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(duration ?? "");
  if (match === null || duration === "PT") return undefined;
  const [, hours = "0", minutes = "0", seconds = "0"] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
