import { constants } from "node:os";

import {
  type CommandInvocationStatus,
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
} from "@aws-sdk/client-ssm";

import type { ResolvedEffects } from "../effects.ts";
import { isNotYetRegistered, isTransient } from "../refusals.ts";
import type { Invocation } from "../verdict/verdict.ts";

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

export async function look(commandId: string, instanceId: string, effects: ResolvedEffects): Promise<Look> {
  try {
    const request = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId });
    return { kind: "seen", invocation: observed(await effects.ssm.send(request, effects.bounded())) };
  } catch (error) {
    if (isNotYetRegistered(error)) return { kind: "not-yet" };
    if (isTransient(error)) return { kind: "refused" };
    throw error;
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
    signal: signalOf(stderr),
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

/** In the words of the agent's runtime: Go's os.ProcessState, which the agent appends to stderr. */
const SIGNAL_WORDS: Readonly<Record<string, NodeJS.Signals>> = {
  hangup: "SIGHUP",
  interrupt: "SIGINT",
  quit: "SIGQUIT",
  "illegal instruction": "SIGILL",
  aborted: "SIGABRT",
  "bus error": "SIGBUS",
  "floating point exception": "SIGFPE",
  killed: "SIGKILL",
  "segmentation fault": "SIGSEGV",
  "broken pipe": "SIGPIPE",
  "alarm clock": "SIGALRM",
  terminated: "SIGTERM",
};

function signalOf(stderr: string): number | undefined {
  const words = /failed to run commands: signal: ([a-z ]+?)(?: \(core dumped\))?$/.exec(stderr)?.[1];
  const name = words === undefined ? undefined : SIGNAL_WORDS[words];
  return name === undefined ? undefined : constants.signals[name];
}

/** The signal that an exit code above 128 stands for, as every shell reports one. */
export function signalName(exitCode: number): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return found?.[0] as NodeJS.Signals | undefined;
}
