import {
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  TaskFailure,
  type TaskRequest,
} from "@alpha-engine/asl";

import type { Part } from "../../../cloud/part.ts";
import { runStandIns } from "../stand-ins/stand-ins.ts";
import type { WaitingTasks } from "../waiting-tasks.ts";
import { withAttributeValues } from "./attribute-values.ts";
import { callService, httpMetadata } from "./call-service.ts";
import { type Clients, createClients } from "./clients.ts";
import { optimisedFailure, sdkFailure } from "./failure.ts";
import { invokeFunctionArn, invokeLambda } from "./invoke-lambda.ts";
import { modelledResource, readResource, type ResourceAnswer } from "./modelled-resource.ts";
import { awaitNested, type Nested } from "./nested-execution.ts";
import { NotModelledFailure } from "./not-modelled-failure.ts";
import { OPTIMISED_NAMES, type Service, SERVICES } from "./services.ts";
import { asText, fromSdk, toSdk } from "./shapes.ts";
import { wrongTypes } from "./wrong-types.ts";

export interface TaskRunner {
  readonly run: InterpretOptions["tasks"];
  close(): Promise<void>;
}

/** Does tasks by calling the services of this cloud, or leaves them to those who come for them. */
export function createTaskRunner(context: Part, { tasks, isActivity, ended }: Outside): TaskRunner {
  const clients = createClients(context);
  const nested = nestedExecutions(clients, context.clock, ended);
  const functions = Object.keys(context.options.functions ?? {});
  const standIns = runStandIns(context, tasks);
  return {
    run: async (request) => {
      const { kind, resource, submitted } = request;
      const stood = standIns.answer(request);
      if (stood !== undefined) return await stood;
      // A function that is not there is Lambda's to tell of.
      const answer = modelledResource(resource, functions);
      if (answer.is !== "modelled" && readResource(resource).kind !== "function")
        throw new NotModelledFailure(resource, `${answer.why}${suggestion(answer)}`);
      if (kind === "activity") {
        if (isActivity(resource)) return await tasks.wait(request);
        throw new TaskFailure("States.Runtime", `The activity ${resource} does not exist.`);
      }
      const [, called = resource, pattern] = PATTERN.exec(resource) ?? [];
      if (pattern === undefined) return await callResource(clients, resource, request);
      if (pattern === ".waitForTaskToken") {
        // Nobody has a token that was not sent.
        const unsent = new AbortController();
        const signal = AbortSignal.any([request.signal, unsent.signal]);
        const waiting = tasks.wait({ ...request, signal }, carrierOf(called));
        waiting.catch(() => {});
        submitted(await callResource(clients, called, request).catch((error: unknown) => unsentFor(error, unsent)));
        return await waiting;
      }
      // Who has its token may end it first. [LocalStack's recordings of AWS, test_sync_with_task_token, 2024]
      const byToken = request.taskToken === undefined ? NEVER : tasks.wait(request, "states");
      byToken.catch(() => {});
      const started = await callResource(clients, called, request);
      submitted(started);
      return await Promise.race([awaitNested(nested, started, request), byToken]);
    },
    close: async () => {
      clients.destroy();
      await standIns.close();
    },
  };
}

function unsentFor(error: unknown, unsent: AbortController): never {
  unsent.abort();
  throw error;
}

const NEVER = new Promise<never>(() => {});

/** What tasks wait for besides the services of this cloud. */
interface Outside {
  readonly tasks: WaitingTasks;
  readonly isActivity: (arn: string) => boolean;
  /** Settles when the execution has ended. */
  readonly ended: (executionArn: string) => Promise<void>;
}

function nestedExecutions(clients: Clients, clock: Part["clock"], ended: Outside["ended"]): Nested {
  const call = async (action: string, executionArn: string): Promise<object> => {
    const release = clock.hold();
    try {
      const loaded = await clients.of(SERVICES["sfn"] as Service);
      return (await callService(loaded, action, { executionArn }, AbortSignal.timeout(60_000)))?.output ?? {};
    } finally {
      release();
    }
  };
  return {
    ended,
    describe: async (arn) => (await call("describeExecution", arn)) as Awaited<ReturnType<Nested["describe"]>>,
    stop: async (arn) => await call("stopExecution", arn),
  };
}

/** A resource, and how its end is awaited. */
const PATTERN = /^(.*?)(\.waitForTaskToken|\.sync(?::2)?)$/;

/** The service that a call's token is sent with. */
function carrierOf(resource: string): string {
  const read = readResource(resource);
  return "service" in read ? read.service : "";
}

async function callResource(
  clients: Clients,
  resource: string,
  { parameters, signal }: TaskRequest,
): Promise<JsonValue> {
  const read = readResource(resource);
  if (read.kind === "function") return await invokeFunctionArn(clients, resource, parameters, signal);
  if (read.kind === "other" || read.kind === "activity") throw unknownResource(resource);
  const call = { resource, name: read.service, action: read.action, parameters, signal };
  if (read.kind === "sdk") return await callSdk(clients, call);
  if (`${read.service}:${read.action}` === "lambda:invoke")
    return await invokeLambda(clients, fieldsOf(parameters), signal);
  return await callOptimised(clients, call);
}

function suggestion(answer: ResourceAnswer): string {
  return answer.is === "not-modelled" && answer.nearest !== undefined ? ` (did you mean ${answer.nearest}?)` : "";
}

/** A call as a task's resource names it. */
interface ServiceCall {
  readonly resource: string;
  /** The service's, as Step Functions spells it. */
  readonly name: string;
  readonly action: string;
  readonly parameters: JsonValue;
  readonly signal: AbortSignal;
}

async function callSdk(
  clients: Clients,
  { resource, name, action, parameters, signal }: ServiceCall,
): Promise<JsonValue> {
  const service = serviceOf(name, resource);
  const { smallLetters = false } = service;
  const loaded = await clients.of(service);
  const texts = textFields(fieldsOf(parameters), ["Body", "Payload", "Input", "Output"]);
  try {
    const answer = await callService(loaded, action, toSdk(texts, smallLetters) as JsonValue, signal);
    if (answer !== undefined) return (await fromSdk(answer.output, smallLetters)) ?? {};
  } catch (error) {
    throw error instanceof TypeError ? wrongTypes(resource, parameters) : sdkFailure(error, service, loaded.sdk);
  }
  throw unknownResource(resource);
}

async function callOptimised(
  clients: Clients,
  { resource, name, action, parameters, signal }: ServiceCall,
): Promise<JsonValue> {
  const service = serviceOf(OPTIMISED_NAMES[name] ?? name, resource);
  const { smallLetters = false } = service;
  const loaded = await clients.of(service);
  const fields = name === "dynamodb" ? withAttributeValues(fieldsOf(parameters)) : fieldsOf(parameters);
  const texts = textFields(fields, ["Message", "MessageBody", "Input"]);
  try {
    const answer = await callService(loaded, action, toSdk(texts, smallLetters) as JsonValue, signal);
    if (answer !== undefined)
      return {
        ...fieldsOf((await fromSdk(withMilliseconds(answer.output), smallLetters)) ?? {}),
        ...httpMetadata(answer),
      };
  } catch (error) {
    throw error instanceof TypeError ? wrongTypes(resource, parameters) : optimisedFailure(error, service, loaded.sdk);
  }
  throw unknownResource(resource);
}

/** Where an optimised integration gives a time, it is a number. [inference: the older Java SDK's dates as Jackson writes them, 2026-11] */
function withMilliseconds(output: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, value instanceof Date ? value.getTime() : value]),
  );
}

function serviceOf(name: string, resource: string): Service {
  const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (service === undefined) throw unknownResource(resource);
  return service;
}

/** JSON where the service takes text is written as text. */
function textFields(parameters: JsonObject, names: readonly string[]): JsonObject {
  const changed = names.flatMap((name) => {
    const text = asText(parameters[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { ...parameters, ...Object.fromEntries(changed) };
}

function fieldsOf(value: JsonValue): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function unknownResource(resource: string): TaskFailure {
  return new NotModelledFailure(resource, "this cloud does not model it");
}
