import {
  type ExecutionResult,
  interpret,
  type InterpretEffects,
  type InterpretOptions,
  interpretRedrive,
  type JsonObject,
  type JsonValue,
  type Machine,
  parse,
  simulatedClock,
  TaskFailure,
  type TaskRequest,
} from "@alpha-engine/asl";
import type { Definition } from "@alpha-engine/definition";

/** What the services answer. */
export interface Script {
  /** By the slug of the step: each look takes the next one, the last stays. @default Success */
  readonly commands?: Readonly<Record<string, readonly Poll[]>>;
  /** The payload that every function answers. @default {"status":"OK"} */
  readonly payload?: JsonValue;
  /** Fails the send of the step with this slug. */
  readonly refusesToSend?: string;
  /** The topic is away. */
  readonly refusesToPublish?: boolean;
  /** Who holds the mutex, and how that execution is. @default nobody */
  readonly holder?: { readonly arn: string; readonly status: string };
  /** The mutex' table is away. */
  readonly tableIsAway?: boolean;
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
  readonly Error?: string;
  readonly Cause?: string;
}

const STARTED_AT: number = Date.parse("2026-01-31T23:59:58Z");

/** Runs a definition to its end in no time; with `then`, redrives it after a failure, with other answers. */
export async function runMachine(
  definition: Definition,
  input: JsonObject,
  script: Script = {},
  ...then: readonly Script[]
): Promise<Run> {
  const machine = parsed(definition);
  const clock = simulatedClock({ startAt: STARTED_AT });
  const told = { calls: [] as TaskRequest[], subjects: [] as string[], commands: {} as Record<string, string[]> };
  const effects: InterpretEffects = { clock, random: () => 0.5 };
  const options = (answers: Script): InterpretOptions => ({
    tasks: tasksOf(answers, told),
    context: { execution: { Id: "arn:self", Name: "run-1" }, stateMachine: { Name: "weekly" } },
  });
  const finish = async (running: Promise<ExecutionResult>): Promise<ExecutionResult> => {
    await Promise.all([running, clock.runUntilIdle()]);
    return await running;
  };
  let result = await finish(interpret(machine, input, options(script), effects));
  for (const answers of then) {
    told.calls.length = 0;
    result = await finish(interpretRedrive(machine, result, options(answers), { clock }));
  }
  const states = result.history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  return { result, states, ...told };
}

function parsed(definition: Definition): Machine {
  const answer = parse(JSON.stringify(definition));
  if (answer.ok) return answer.machine;
  throw new Error(answer.problems.map(({ pointer, message }) => `${pointer}: ${message}`).join("\n"));
}

function tasksOf(
  script: Script,
  told: { readonly calls: TaskRequest[]; readonly subjects: string[]; readonly commands: Record<string, string[]> },
): InterpretOptions["tasks"] {
  const looks = new Map<string, number>();
  return async (request) => {
    told.calls.push(request);
    const asked = request.parameters as Asked;
    const { Comment = "", CommandId = "", Subject = "", Parameters } = asked;
    switch (request.resource.replace("arn:aws:states:::", "")) {
      case "aws-sdk:ssm:sendCommand":
      case "aws-sdk:ssm:sendCommand.waitForTaskToken": {
        const [slug = ""] = Comment.split(":");
        if (slug === script.refusesToSend)
          throw new TaskFailure("Ssm.InvalidInstanceIdException", "not in a valid state");
        told.commands[slug] = [...(Parameters?.commands ?? [])];
        return { Command: { CommandId: slug, Status: "Pending" } };
      }
      case "aws-sdk:ssm:getCommandInvocation": {
        const polls = script.commands?.[CommandId] ?? [["Success", 0]];
        const look = looks.get(CommandId) ?? 0;
        looks.set(CommandId, look + 1);
        const poll = polls[Math.min(look, polls.length - 1)] ?? "";
        if (typeof poll === "string") throw new TaskFailure(poll, "as scripted");
        const [Status, ResponseCode] = poll;
        const noise = { StandardOutputContent: "x".repeat(24_000) };
        return { ...noise, Status, StatusDetails: Status, ResponseCode, CommandId };
      }
      case "lambda:invoke":
        return { Payload: script.payload === undefined ? { status: "OK" } : script.payload, StatusCode: 200 };
      case "sns:publish":
        if (script.refusesToPublish === true) throw new TaskFailure("SNS.InternalErrorException", "away");
        told.subjects.push(Subject);
        return { MessageId: "1" };
      case "aws-sdk:sfn:sendTaskFailure.waitForTaskToken":
        throw new TaskFailure(asked.Error ?? "", asked.Cause ?? "");
      default:
        return answerOfMutex(request, script);
    }
  };
}

function answerOfMutex({ resource, state }: TaskRequest, script: Script): JsonValue {
  if (script.tableIsAway === true) throw new TaskFailure("DynamoDb.ResourceNotFoundException", "no such table");
  if (resource.endsWith(":putItem")) {
    const isTaken = script.holder !== undefined && state === "AcquireMutex";
    if (isTaken) throw new TaskFailure("DynamoDb.ConditionalCheckFailedException", "The conditional request failed");
    return {};
  }
  if (resource.endsWith(":getItem")) return { Item: { execution_arn: { S: script.holder?.arn ?? "" } } };
  if (resource.endsWith(":describeExecution")) return { Status: script.holder?.status ?? "" };
  throw new Error(`nobody answers ${resource}`);
}

export function outputOf({ result }: Run): JsonObject {
  return result.output as JsonObject;
}
