import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { credentialScope } from "./credential-scope.ts";
import type { Door } from "./door.ts";
import { answerJson, jsonError } from "./json-protocol.ts";
import type { JsonService, PassOn, QueryService, RestService } from "./protocols.ts";
import { answerQuery, queryError, queryParameters } from "./query-protocol.ts";
import { readRequest, type WireRequest, type WireResponse } from "./request.ts";
import { NotModelledError, readMark, toServiceError } from "./service-error.ts";
import { type Call, whichOperation } from "./which-operation.ts";

/** Everything that answers, by protocol. */
export interface Routes {
  readonly json: readonly JsonService[];
  readonly query: readonly QueryService[];
  readonly rest: readonly RestService[];
  readonly passOn: readonly PassOn[];
}

/** The routes of a region; `undefined` is the one that is asked where a request names none. */
export type RoutesOf = (region: string | undefined) => Promise<Routes>;

/** In which region a request is at home is read from its signature; which service it is for from its target, path, signature or action. */
export function createRouter(routesOf: RoutesOf, door: Door): RequestListener {
  return (message, response) => void serve(routesOf, door, message, response);
}

async function serve(
  routesOf: RoutesOf,
  door: Door,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const scope = credentialScope(message);
    const routes = await routesOf(scope?.region);
    const target = String(message.headers["x-amz-target"] ?? "");
    const taker = routes.passOn.find((other) => other.matches({ target, signingName: scope?.service }));
    if (taker !== undefined) return taker.handle(message, response);
    const request = await readRequest(message);
    const reply = await admitted(routes, door, request, message);
    if (reply === undefined) message.socket.destroy();
    else send(response, reply, door);
  } catch (error) {
    // The client hung up while its request was being read, or its body could not be decoded.
    if (response.destroyed) return;
    const request = { requestId: "", method: "", path: "", query: new URLSearchParams(), headers: message.headers };
    send(response, jsonError({ ...request, body: Buffer.alloc(0) }, toServiceError(error)), door);
  }
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
    if (outcome === "reset") return undefined;
    const reply = told(door, call, await answer(routes, request, action, signedFor));
    return outcome === "reset-after" ? undefined : reply;
  } catch (error) {
    const dialect = service === "ec2" ? "ec2" : "query";
    const refusal = toServiceError(error);
    return told(door, call, action === null ? jsonError(request, refusal) : queryError(dialect, request, refusal));
  }
}

/** Tells of an answer that says nothing about AWS. */
function told(door: Door, call: Call, reply: WireResponse): WireResponse {
  const what = readMark(reply.headers);
  if (what !== undefined) door.notModelled(call, what);
  return reply;
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
