import { randomUUID } from "node:crypto";

import type { JsonValue } from "@alpha-engine/asl";

import type { PartContext } from "../part.ts";
import { optionalNumber, optionalString, page } from "../wire/input.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Input, JsonService } from "../wire/services.ts";
import { checkName, epochSeconds, findExecution, findStateMachine } from "./lookups.ts";
import type { Execution, StateMachine, Store } from "./store.ts";

/** AWS's limit on an input, in bytes. [documentation: quotas, 2026-11] */
const LARGEST_INPUT = 262_144;

export function executionOperations(
  store: Store,
  context: PartContext,
  run: (execution: Execution) => Promise<void>,
): JsonService["operations"] {
  return {
    StartExecution: async (input) => start(store, context, input, run),
    DescribeExecution: async (input) => describe(findExecution(store, input)),
    ListExecutions: async (input) => list(store, input),
    StopExecution: async (input) => stop(findExecution(store, input), input),
  };
}

function start(
  store: Store,
  { clock }: PartContext,
  input: Input,
  run: (execution: Execution) => Promise<void>,
): object {
  const stateMachine = findStateMachine(store, input);
  const name = checkName(optionalString(input, "name") ?? randomUUID());
  const text = optionalString(input, "input") ?? "{}";
  const parsedInput = readInput(text);
  const arn = `${stateMachine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
  const existing = store.executions.get(arn);
  if (existing !== undefined) return again(existing, text);
  const execution: Execution = {
    arn,
    name,
    stateMachine,
    input: text,
    parsedInput,
    startedAt: clock.now(),
    history: [],
    abort: new AbortController(),
    done: Promise.resolve(),
    status: "RUNNING",
  };
  store.executions.set(arn, execution);
  execution.done = run(execution);
  return { executionArn: arn, startDate: epochSeconds(execution.startedAt) };
}

/** A name is taken for ever; only the very same start of a running execution is answered again. [documentation: StartExecution, 2026-11] */
function again({ arn, status, input, startedAt }: Execution, text: string): object {
  if (status === "RUNNING" && input === text) return { executionArn: arn, startDate: epochSeconds(startedAt) };
  throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

function readInput(text: string): JsonValue {
  if (Buffer.byteLength(text) > LARGEST_INPUT) {
    throw new ServiceError("InvalidExecutionInput", `Input exceeds the maximum of ${LARGEST_INPUT} bytes`);
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new ServiceError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
}

function describe({
  arn,
  name,
  stateMachine,
  status,
  startedAt,
  stoppedAt,
  input,
  output,
  error,
  cause,
}: Execution): object {
  return {
    executionArn: arn,
    stateMachineArn: stateMachine.arn,
    name,
    status,
    startDate: epochSeconds(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: epochSeconds(stoppedAt) }),
    input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveCount: 0,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason:
      status === "RUNNING" ? "Execution is RUNNING and cannot be redriven" : "Executions are not redriven here",
  };
}

/** Newest first. */
function list(store: Store, input: Input): object {
  const { arn } = findStateMachine(store, input);
  const status = optionalString(input, "statusFilter");
  const found = [...store.executions.values()].filter(
    (each) => each.stateMachine.arn === arn && (status === undefined || each.status === status),
  );
  const { items, next } = page(
    found.reverse(),
    optionalNumber(input, "maxResults") || 100,
    optionalString(input, "nextToken"),
  );
  const executions = items.map(({ arn: executionArn, name, stateMachine, ...each }) => ({
    executionArn,
    stateMachineArn: (stateMachine satisfies Readonly<StateMachine>).arn,
    name,
    status: each.status,
    startDate: epochSeconds(each.startedAt),
    ...(each.stoppedAt === undefined ? {} : { stopDate: epochSeconds(each.stoppedAt) }),
    redriveCount: 0,
  }));
  return { executions, ...(next === undefined ? {} : { nextToken: next }) };
}

/** Answers when the execution has ended: what it had under way is told to stop. */
async function stop(execution: Execution, input: Input): Promise<object> {
  const error = optionalString(input, "error");
  const cause = optionalString(input, "cause");
  execution.abort.abort({ error, cause });
  await execution.done;
  return { stopDate: epochSeconds(execution.stoppedAt ?? execution.startedAt) };
}
