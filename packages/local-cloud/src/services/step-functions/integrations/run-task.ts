import {
  type InterpretOptions,
  type JsonObject,
  type JsonValue,
  type TaskFailure,
  type TaskRequest,
  type TaskTokens,
} from "@alpha-engine/asl";

import type { Part } from "../../../cloud/part.ts";
import { callService, httpMetadata } from "./call-service.ts";
import { type Clients, createClients } from "./clients.ts";
import { optimisedFailure, sdkFailure } from "./failure.ts";
import { invokeFunctionArn, invokeLambda } from "./invoke-lambda.ts";
import { modelledResource, readResource, type ResourceAnswer } from "./modelled-resource.ts";
import { NotModelledFailure } from "./not-modelled-failure.ts";
import { type Service, SERVICES } from "./services.ts";
import { asText, fromSdk, toSdk } from "./shapes.ts";
import { standInFor } from "./stand-in.ts";

export interface TaskRunner {
  readonly run: InterpretOptions["tasks"];
  close(): void;
}

/** Does tasks by calling the services of this cloud. */
export function createTaskRunner(context: Part, tokens: TaskTokens): TaskRunner {
  const clients = createClients(context);
  const offered = { operations: context.operations, functions: context.options.functions ?? {} };
  const standIn = standInFor(context.options.standIns ?? {});
  return {
    run: async (request) => {
      const { taskToken, submitted, resource } = request;
      const stood = standIn(request);
      if (stood !== undefined) return await stood;
      // A function that is not there is Lambda's to tell of.
      const answer = modelledResource(resource, offered);
      if (answer.is !== "modelled" && readResource(resource).kind !== "function")
        throw new NotModelledFailure(resource, `${answer.why}${suggestion(answer)}`);
      if (taskToken === undefined) return await callResource(clients, request.resource, request);
      const waiting = tokens.wait(request);
      waiting.catch(() => {});
      submitted(await callResource(clients, request.resource.replace(/\.waitForTaskToken$/, ""), request));
      return await waiting;
    },
    close: () => clients.destroy(),
  };
}

async function callResource(
  clients: Clients,
  resource: string,
  { parameters, signal }: TaskRequest,
): Promise<JsonValue> {
  const read = readResource(resource);
  if (read.kind === "function") return await invokeFunctionArn(clients, resource, parameters, signal);
  if (read.kind === "other") throw unknownResource(resource);
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
  const texts = textFields(fieldsOf(parameters), ["Body", "Payload", "Input"]);
  try {
    const answer = await callService(loaded, action, toSdk(texts, smallLetters) as JsonValue, signal);
    if (answer !== undefined) return (await fromSdk(answer.output, smallLetters)) ?? {};
  } catch (error) {
    throw sdkFailure(error, service, loaded.sdk);
  }
  throw unknownResource(resource);
}

async function callOptimised(
  clients: Clients,
  { resource, name, action, parameters, signal }: ServiceCall,
): Promise<JsonValue> {
  const service = serviceOf(name, resource);
  const loaded = await clients.of(service);
  try {
    const answer = await callService(
      loaded,
      action,
      textFields(fieldsOf(parameters), ["Message", "MessageBody"]),
      signal,
    );
    if (answer !== undefined)
      return { ...fieldsOf((await fromSdk(answer.output, false)) ?? {}), ...httpMetadata(answer) };
  } catch (error) {
    throw optimisedFailure(error, service, loaded.sdk);
  }
  throw unknownResource(resource);
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
