import { randomUUID } from "node:crypto";

import type { JsonValue } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { optionalNumber, optionalString, page } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { routedTo } from "./alias-operations.ts";
import { checkName, epochSeconds, findExecution, findQualified } from "./lookups.ts";
import { redriveFields } from "./redrive-operation.ts";
import type { Execution, Store } from "./store.ts";

/** AWS's limit on an input, in bytes. [documentation: quotas, 2026-11] */
const LARGEST_INPUT = 262_144;

export function executionOperations(
  store: Store,
  context: Part,
  run: (execution: Execution) => Promise<void>,
): JsonService["operations"] & { readonly StartExecution: (input: Input) => Promise<object> } {
  return {
    StartExecution: async (input) => start(store, context, input, run),
    DescribeExecution: async (input) => describe(store, findExecution(store, input), context.clock.now()),
    ListExecutions: async (input) => list(store, input),
    StopExecution: async (input) => stop(findExecution(store, input), input),
  };
}

function start(store: Store, { clock }: Part, input: Input, run: (execution: Execution) => Promise<void>): object {
  const started = findStartable(store, input);
  const { stateMachine } = started;
  const name = checkName(optionalString(input, "name") ?? randomUUID());
  const text = optionalString(input, "input") ?? "{}";
  const parsedInput = readInput(text);
  const arn = `${stateMachine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
  const existing = store.executions.get(arn);
  if (existing !== undefined) return again(existing, text);
  const execution: Execution = {
    arn,
    name,
    ...started,
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

/**
 * What runs: the newest revision, a version, or the version that an alias leads to. The execution's ARN names none of
 * them. [source code: LocalStack's provider, checked against AWS by its snapshots, 2025]
 */
function findStartable(store: Store, input: Input): Pick<Execution, "stateMachine" | "versionArn" | "aliasArn"> {
  const { stateMachine, version, alias } = findQualified(store, input);
  const found = alias === undefined ? version : store.versions.get(routedTo(alias, Math.random));
  if (found === undefined) return { stateMachine };
  return {
    stateMachine: found.stateMachine,
    versionArn: found.arn,
    ...(alias === undefined ? {} : { aliasArn: alias.arn }),
  };
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

function describe(store: Store, execution: Execution, now: number): object {
  const { input, output, error, cause } = execution;
  return {
    ...listed(execution),
    input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...redriveFields(store, execution, now),
  };
}

/** Newest first; of a state machine, or of one of its versions or aliases alone. */
function list(store: Store, input: Input): object {
  const { stateMachine, version, alias } = findQualified(store, input);
  const status = optionalString(input, "statusFilter");
  const redriven = optionalString(input, "redriveFilter");
  const found = [...store.executions.values()].filter(
    (each) =>
      each.stateMachine.arn === stateMachine.arn &&
      (version === undefined || each.versionArn === version.arn) &&
      (alias === undefined || each.aliasArn === alias.arn) &&
      (status === undefined || each.status === status) &&
      (redriven === undefined || (redriven === "REDRIVEN") === (each.redriveCount !== undefined)),
  );
  const { items, next } = page(
    found.reverse(),
    optionalNumber(input, "maxResults") || 100,
    optionalString(input, "nextToken"),
  );
  return { executions: items.map(listed), ...(next === undefined ? {} : { nextToken: next }) };
}

function listed(execution: Execution): object {
  const { arn, name, stateMachine, versionArn, aliasArn, status, startedAt, stoppedAt } = execution;
  const { redriveCount = 0, redrivenAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: stateMachine.arn,
    name,
    status,
    startDate: epochSeconds(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: epochSeconds(stoppedAt) }),
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
    ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: epochSeconds(redrivenAt) }),
  };
}

/** Answers when the execution has ended: what it had under way is told to stop. */
async function stop(execution: Execution, input: Input): Promise<object> {
  const error = optionalString(input, "error");
  const cause = optionalString(input, "cause");
  execution.abort.abort({ error, cause });
  await execution.done;
  return { stopDate: epochSeconds(execution.stoppedAt ?? execution.startedAt) };
}
