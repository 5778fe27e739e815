import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { LocalCloudError } from "../errors.ts";
import { answerJson, jsonError } from "./json-protocol.ts";
import { answerQuery, queryError, queryParameters } from "./query-protocol.ts";
import { readRequest, signingName, type WireRequest, type WireResponse } from "./request.ts";
import { ServiceError, toServiceError } from "./service-error.ts";
import type { JsonService, QueryService, RestService } from "./services.ts";

export interface Routes {
  readonly json: JsonService[];
  readonly query: QueryService[];
  readonly rest: RestService[];
  /** Servers of others that take the request whole, unread. */
  readonly passOn: PassOn[];
}

export interface PassOn {
  matches(request: { readonly target: string; readonly signingName: string | undefined }): boolean;
  handle(message: IncomingMessage, response: ServerResponse): void;
}

export interface Router {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** The one door: which service a request is for is read from its target, its path, its signature or its action. */
export async function startRouter(routes: Routes, port: number): Promise<Router> {
  const server = createServer((message, response) => {
    const target = String(message.headers["x-amz-target"] ?? "");
    const taker = routes.passOn.find((other) => other.matches({ target, signingName: signingName(message) }));
    if (taker === undefined) void serve(routes, message, response);
    else taker.handle(message, response);
  });
  const taken = await listen(server, port);
  return { endpoint: `http://127.0.0.1:${taken}`, close: () => closeServer(server) };
}

/** Binds to loopback only. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListen(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(routes: Routes, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const request = await readRequest(message);
    send(response, await answer(routes, request, signingName(message)));
  } catch (error) {
    // The client hung up while its request was being read, or its body could not be decoded.
    if (response.destroyed) return;
    const request = { requestId: "", method: "", path: "", query: new URLSearchParams(), headers: message.headers };
    send(response, jsonError({ ...request, body: Buffer.alloc(0) }, toServiceError(error)));
  }
}

async function answer(routes: Routes, request: WireRequest, signedFor: string | undefined): Promise<WireResponse> {
  if (request.headers["x-amz-target"] !== undefined) return await answerJson(routes.json, request);
  for (const service of routes.rest) {
    if (!request.path.startsWith(service.pathPrefix)) continue;
    const answer = await restAnswer(service, request);
    if (answer !== undefined) return answer;
  }
  const action = queryParameters(request).get("Action");
  const query = routes.query.find((service) => service.signingName === signedFor) ?? byAction(routes, action);
  if (query !== undefined) return await answerQuery(query, request);
  const unknown = new ServiceError(
    action === null ? "UnknownOperationException" : "InvalidAction",
    `Nothing here answers ${request.method} ${request.path}${action === null ? "" : ` Action=${action}`}`,
    action === null ? 404 : 400,
  );
  return action === null ? jsonError(request, unknown) : queryError("query", request, unknown);
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

function send(response: ServerResponse, { statusCode, headers, body }: WireResponse): void {
  response.writeHead(statusCode, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

function explainListen(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new LocalCloudError(
    "LOCAL_CLOUD_PORT_TAKEN",
    `Port ${port} on 127.0.0.1 cannot be used: ${error.code === "EACCES" ? "not permitted" : "already taken"}`,
    "choose another one, or 0 for any free one",
    error,
  );
}
