import { randomUUID } from "node:crypto";

import type { JsonValue } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { optionalString } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../wire/service-error.ts";
import { routedTo } from "./alias-operations.ts";
import { startExpress } from "./express-execution.ts";
import { readJson } from "./json-text.ts";
import { pageOf } from "./listing.ts";
import { checkName, epochSeconds, findExecution, findQualified } from "./lookups.ts";
import { findMapRun } from "./map-run-operations.ts";
import { redriveFields } from "./redrive-operation.ts";
import type { Execution, Store } from "./store.ts";

export type Run = (execution: Execution) => Promise<void>;

export function executionOperations(
  store: Store,
  context: Part,
  run: Run,
): JsonService["operations"] & { readonly StartExecution: (input: Input) => Promise<object> } {
  return {
    StartExecution: async (input) => {
      const { arn, startedAt } = start(store, context, input, run);
      return { executionArn: arn, startDate: epochSeconds(startedAt) };
    },
    DescribeExecution: async (input) => describe(store, input, context.clock.now()),
    ListExecutions: async (input) => list(store, input),
    StopExecution: async (input) => stop(findExecution(store, input), input),
  };
}

type Started = Pick<Execution, "arn" | "startedAt">;

function start(store: Store, { clock, callers }: Part, input: Input, run: Run): Started {
  const started = findStartable(store, input);
  const name = checkName(optionalString(input, "name") ?? randomUUID());
  const text = optionalString(input, "input") ?? "{}";
  const execution = newExecution({ ...started, name, input: text, startedAt: clock.now(), ...callers.asker() });
  if (started.stateMachine.type === "EXPRESS") return startExpress(store, execution, run);
  const existing = store.executions.get(execution.arn);
  if (existing !== undefined) return again(existing, text);
  store.executions.set(execution.arn, execution);
  execution.done = run(execution);
  return execution;
}

/** An execution that is about to run. */
export function newExecution(
  beginning: Pick<Execution, "stateMachine" | "versionArn" | "aliasArn" | "name" | "input" | "startedAt" | "by">,
): Execution {
  const { stateMachine, name, input } = beginning;
  const parsedInput = readInput(input);
  return {
    arn: `${stateMachine.arn.replace(":stateMachine:", ":execution:")}:${name}`,
    ...beginning,
    parsedInput,
    history: [],
    abort: new AbortController(),
    done: Promise.resolve(),
    status: "RUNNING",
  };
}

/** A name is taken for ever; only the very same start of a running execution is answered again. [documentation: StartExecution, 2026-11] */
function again(existing: Execution, text: string): Started {
  if (existing.status === "RUNNING" && existing.input === text) return existing;
  throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${existing.arn}'`);
}

/**
 * What runs: the newest revision, a version, or the version that an alias leads to. The execution's ARN names none of
 * them. [source code: LocalStack's provider, checked against AWS by its snapshots, 2025]
 */
export function findStartable(store: Store, input: Input): Pick<Execution, "stateMachine" | "versionArn" | "aliasArn"> {
  const { stateMachine, version, alias } = findQualified(store, input);
  const found = alias === undefined ? version : store.versions.get(routedTo(alias, Math.random));
  if (found === undefined) return { stateMachine };
  return {
    stateMachine: found.stateMachine,
    versionArn: found.arn,
    ...(alias === undefined ? {} : { aliasArn: alias.arn }),
  };
}

/** [LocalStack's recordings of AWS, test_invalid_start_execution_input, 2024] */
function readInput(text: string): JsonValue {
  const read = readJson(text);
  if (read.ok) return read.value;
  const reason = text.trim() === "" ? "Invalid execution input." : read.message;
  throw new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${reason}'`);
}

function describe(store: Store, input: Input, now: number): object {
  const execution = findExecution(store, input);
  const { output, error, cause } = execution;
  const included = input["includedData"] !== "METADATA_ONLY";
  const { itemCount: _, ...told } = listed(execution) as { readonly itemCount?: number };
  return {
    ...told,
    ...(included ? { input: execution.input } : {}),
    inputDetails: { included },
    ...(output === undefined ? {} : { ...(included ? { output } : {}), outputDetails: { included } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...redriveFields(store, execution, now),
  };
}

/** Newest first; of a state machine, of one of its versions or aliases alone, or of a Map Run. */
function list(store: Store, input: Input): object {
  const status = optionalString(input, "statusFilter");
  const redriven = optionalString(input, "redriveFilter");
  const found = executionsOf(store, input).filter(
    (each) =>
      (status === undefined || each.status === status) &&
      (redriven === undefined || (redriven === "REDRIVEN") === (each.redriveCount !== undefined)),
  );
  const of = optionalString(input, "stateMachineArn") ?? optionalString(input, "mapRunArn");
  const { items, more } = pageOf(found.toReversed(), input, {
    list: `executions ${of} ${status ?? ""} ${redriven ?? ""}`,
    key: ({ arn }) => arn,
  });
  return { executions: items.map(listed), ...more };
}

function executionsOf(store: Store, input: Input): readonly Execution[] {
  if ((input["stateMachineArn"] === undefined) === (input["mapRunArn"] === undefined))
    throw new ServiceError("ValidationException", "Must provide a StateMachineArn or MapRunArn");
  if (input["stateMachineArn"] === undefined) {
    const run = findMapRun(store, input);
    if (run.childType === "EXPRESS") throw notOfThisType();
    return [...store.children.values()].filter(({ mapRunArn }) => mapRunArn === run.arn);
  }
  const { stateMachine, version, alias } = findQualified(store, input);
  // [LocalStack's recordings of AWS, test_sfn_api_express, 2024]
  if (stateMachine.type === "EXPRESS") throw notOfThisType();
  return [...store.executions.values()].filter(
    (each) =>
      each.stateMachine.arn === stateMachine.arn &&
      (version === undefined || each.versionArn === version.arn) &&
      (alias === undefined || each.aliasArn === alias.arn),
  );
}

export function notOfThisType(): ServiceError {
  return new ServiceError(
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine",
  );
}

function listed(execution: Execution): object {
  const { arn, name, stateMachine, versionArn, aliasArn, status, startedAt, stoppedAt } = execution;
  const { redriveCount = 0, redrivenAt, mapRunArn, itemCount } = execution;
  return {
    executionArn: arn,
    stateMachineArn: stateMachine.arn,
    name,
    status,
    startDate: epochSeconds(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: epochSeconds(stoppedAt) }),
    ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
    ...(aliasArn === undefined ? {} : { stateMachineAliasArn: aliasArn }),
    ...(mapRunArn === undefined ? {} : { mapRunArn, itemCount }),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: epochSeconds(redrivenAt) }),
  };
}

/** Answers when the execution has ended: what it had under way is told to stop. */
async function stop(execution: Execution, input: Input): Promise<object> {
  if (execution.mapRunArn !== undefined)
    throw new NotModelledError("ValidationException", "A child of a distributed Map cannot be stopped alone here");
  const error = optionalString(input, "error");
  const cause = optionalString(input, "cause");
  execution.abort.abort({ error, cause });
  await execution.done;
  return { stopDate: epochSeconds(execution.stoppedAt ?? execution.startedAt) };
}
