import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { bodyLimit } from "./body.ts";
import { answerCors } from "./cors.ts";
import { credentialScope } from "./credential-scope.ts";
import type { Door } from "./door.ts";
import { errorAnswer, isForm, isRestJson } from "./error-answer.ts";
import { answerJson, jsonError } from "./json-protocol.ts";
import { outcomeOf } from "./outcome.ts";
import type { JsonService, PassOn, QueryService, RestService } from "./protocols.ts";
import { answerQuery, queryError, queryParameters } from "./query-protocol.ts";
import { headOf, readRequest, type WireRequest, type WireResponse } from "./request.ts";
import { NotModelledError, readMark, toServiceError } from "./service-error.ts";
import { type Call, serviceOfTarget, whichOperation } from "./which-operation.ts";

/** Everything that answers, by protocol. */
export interface Routes {
  readonly json: readonly JsonService[];
  readonly query: readonly QueryService[];
  readonly rest: readonly RestService[];
  readonly passOn: readonly PassOn[];
}

/** The routes of a region; `undefined` is the one that is asked where a request names none. */
export type RoutesOf = (region: string | undefined) => Promise<Routes>;

interface Routing {
  readonly routesOf: RoutesOf;
  readonly door: Door;
}

/**
 * Who may not come in is refused by the head of the request. In which region it is at home is read from its signature;
 * which service it is for from its target, path, signature or action.
 */
export function createRouter(routesOf: RoutesOf, door: Door): RequestListener {
  return (message, response) => void door.attended(message, () => serve({ routesOf, door }, message, response));
}

async function serve({ routesOf, door }: Routing, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const scope = credentialScope(message);
  let request = headOf(message);
  let service = scope?.service ?? serviceOfHead(request);
  try {
    const refuse = door.refuseEntry(message);
    if (refuse !== undefined) {
      service ??= await serviceOfForm(await routesOf(undefined), message);
      return sendError(response, errorAnswer(request, service, refuse(service ?? "")), door);
    }
    if (answerCors(message, response) === "answered") return;
    const routes = await routesOf(scope?.region);
    const target = String(message.headers["x-amz-target"] ?? "");
    const taker = routes.passOn.find((other) => other.matches({ target, signingName: service }));
    if (taker !== undefined) return taker.handle(message, response);
    request = await readRequest(message, bodyLimit(service ?? ""));
    const reply = await admitted(routes, door, request, message);
    if (reply === undefined) message.socket.destroy();
    else send(response, reply, door);
  } catch (error) {
    // The client hung up while its request was being read, or its body could not be decoded.
    if (response.destroyed || response.headersSent) return;
    sendError(response, errorAnswer(request, service, toServiceError(error)), door);
  }
}

/** What an unsigned request is for; `undefined` where only its body says it. */
function serviceOfHead(request: WireRequest): string | undefined {
  const target = request.headers["x-amz-target"];
  if (target !== undefined) return serviceOfTarget(String(target).split(".")[0] ?? "");
  if (isRestJson(request.path)) return "lambda";
  return isForm(request) ? undefined : "s3";
}

async function serviceOfForm(routes: Routes, message: IncomingMessage): Promise<string | undefined> {
  const request = await readRequest(message, bodyLimit(""));
  return byAction(routes, queryParameters(request).get("Action"))?.signingName;
}

/** The answer, or `undefined` where the connection is to be reset instead. */
async function admitted(
  routes: Routes,
  door: Door,
  request: WireRequest,
  message: IncomingMessage,
): Promise<WireResponse | undefined> {
  const action = request.headers["x-amz-target"] === undefined ? queryParameters(request).get("Action") : null;
  const signedFor = credentialScope(message)?.service;
  const service = signedFor ?? byAction(routes, action)?.signingName;
  const call = whichOperation({ ...request, signedFor: service, action });
  try {
    const outcome = await door.admit(call, message);
    if (outcome === "reset") return reset(door, call);
    const reply = await answer(routes, request, action, signedFor);
    return outcome === "reset-after" ? reset(door, call) : told(door, call, reply);
  } catch (error) {
    const dialect = service === "ec2" ? "ec2" : "query";
    const refusal = toServiceError(error);
    return told(door, call, action === null ? jsonError(request, refusal) : queryError(dialect, request, refusal));
  }
}

/** Tells of an answer, and of one that says nothing about AWS. */
function told(door: Door, call: Call, reply: WireResponse): WireResponse {
  const what = readMark(reply.headers);
  if (what !== undefined) door.notModelled(call, what);
  door.answered(call, outcomeOf(reply));
  return reply;
}

function reset(door: Door, call: Call): undefined {
  door.answered(call, "reset");
}

async function answer(
  routes: Routes,
  request: WireRequest,
  action: string | null,
  signedFor: string | undefined,
): Promise<WireResponse> {
  if (request.headers["x-amz-target"] !== undefined) return await answerJson(routes.json, request);
  for (const service of routes.rest) {
    if (!request.path.startsWith(service.pathPrefix)) continue;
    const reply = await restAnswer(service, request);
    if (reply !== undefined) return reply;
  }
  const query = routes.query.find((service) => service.signingName === signedFor) ?? byAction(routes, action);
  if (query !== undefined) return await answerQuery(query, request);
  throw new NotModelledError(
    action === null ? "UnknownOperationException" : "InvalidAction",
    `Nothing here answers ${request.method} ${request.path}${action === null ? "" : ` Action=${action}`}`,
    action === null ? 404 : 400,
  );
}

async function restAnswer(service: RestService, request: WireRequest): Promise<WireResponse | undefined> {
  try {
    return await service.handle(request);
  } catch (error) {
    return jsonError(request, toServiceError(error));
  }
}

function byAction({ query }: Routes, action: string | null): QueryService | undefined {
  if (action === null) return undefined;
  return query.find(({ operations }) => Object.hasOwn(operations, action));
}

function send(response: ServerResponse, { statusCode, headers, body }: WireResponse, door: Door): void {
  door.stamp(response);
  response.writeHead(statusCode, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** The rest of what was sent is not waited for: the connection ends with the answer. */
function sendError(response: ServerResponse, reply: WireResponse, door: Door): void {
  response.setHeader("connection", "close");
  send(response, reply, door);
  response.req.resume();
}
