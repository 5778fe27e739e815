import {
  type ExecutionResult,
  interpret,
  type JsonObject,
  type JsonValue,
  parse,
  simulatedClock,
  TaskFailure,
  type TaskRequest,
} from "@alpha-engine/asl";

import type { Definition } from "../src/patterns/step.ts";

/** What SSM, Lambda and SNS answer. */
export interface Script {
  /** By the slug of the step: each look takes the next one, the last stays. @default Success */
  readonly commands?: Readonly<Record<string, readonly Poll[]>>;
  /** The payload that every function answers. @default {"status":"OK"} */
  readonly payload?: JsonValue;
  /** Fails the send of the step with this slug. */
  readonly refusesToSend?: string;
  /** The topic is away. */
  readonly refusesToPublish?: boolean;
}

/** A status with its response code, or the error that the look fails with. */
export type Poll = readonly [status: string, responseCode: number] | string;

export interface Run {
  readonly result: ExecutionResult;
  /** The states entered, in order, those in branches included. */
  readonly states: readonly string[];
  readonly calls: readonly TaskRequest[];
  /** The subjects published. */
  readonly subjects: readonly string[];
  /** The commands sent, by slug. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

/** What the answers depend on. */
interface Asked {
  readonly Comment?: string;
  readonly CommandId?: string;
  readonly Subject?: string;
  readonly Parameters?: { readonly commands: readonly string[] };
}

const STARTED_AT: number = Date.parse("2026-01-31T23:59:58Z");

/** Runs a definition to its end in no time. */
export async function runMachine(definition: Definition, input: JsonObject, script: Script = {}): Promise<Run> {
  const parsed = parse(JSON.stringify(definition));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ pointer, message }) => `${pointer}: ${message}`).join("\n"));
  const clock = simulatedClock({ startAt: STARTED_AT });
  const calls: TaskRequest[] = [];
  const looks = new Map<string, number>();
  const subjects: string[] = [];
  const commands: Record<string, readonly string[]> = {};

  const answer = (request: TaskRequest): JsonValue => {
    const { Comment = "", CommandId = "", Subject = "", Parameters } = request.parameters as Asked;
    switch (request.resource) {
      case "arn:aws:states:::aws-sdk:ssm:sendCommand": {
        const [slug = ""] = Comment.split(":");
        if (slug === script.refusesToSend)
          throw new TaskFailure("Ssm.InvalidInstanceIdException", "not in a valid state");
        commands[slug] = Parameters?.commands ?? [];
        return { Command: { CommandId: slug, Status: "Pending" } };
      }
      case "arn:aws:states:::aws-sdk:ssm:getCommandInvocation": {
        const polls = script.commands?.[CommandId] ?? [["Success", 0]];
        const look = looks.get(CommandId) ?? 0;
        looks.set(CommandId, look + 1);
        const poll = polls[Math.min(look, polls.length - 1)] ?? "";
        if (typeof poll === "string") throw new TaskFailure(poll, "as scripted");
        const [Status, ResponseCode] = poll;
        const noise = { StandardOutputContent: "x".repeat(24_000) };
        return { ...noise, Status, StatusDetails: Status, ResponseCode, CommandId };
      }
      case "arn:aws:states:::lambda:invoke":
        return { Payload: script.payload === undefined ? { status: "OK" } : script.payload, StatusCode: 200 };
      case "arn:aws:states:::sns:publish":
        if (script.refusesToPublish === true) throw new TaskFailure("SNS.InternalErrorException", "away");
        subjects.push(Subject);
        return { MessageId: "1" };
      default:
        throw new Error(`nobody answers ${request.resource}`);
    }
  };

  const running = interpret(parsed.machine, input, {
    clock,
    random: () => 0.5,
    tasks: async (request) => {
      calls.push(request);
      return answer(request);
    },
  });
  await Promise.all([running, clock.runUntilIdle()]);
  const result = await running;
  const states = result.history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  return { result, states, calls, subjects, commands };
}

export function outputOf({ result }: Run): JsonObject {
  return result.output as JsonObject;
}
