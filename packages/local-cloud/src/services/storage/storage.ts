import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { buildApp } from "fauxqs";

import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { credentialScope } from "../../wire/credential-scope.ts";
import type { Admission, Door } from "../../wire/door.ts";
import { type ServiceError, toServiceError } from "../../wire/service-error.ts";
import { whichOperation } from "../../wire/which-operation.ts";
import { escapeXml } from "../../wire/xml.ts";
import { createObjectGuard } from "./object-guard.ts";
import { createObjectMirror } from "./object-mirror.ts";
import { OPERATIONS } from "./operations.ts";
import {
  hasDotSegment,
  readStorageRequest,
  removed,
  type StorageRequest,
  type StorageResponse,
  written,
} from "./storage-request.ts";
import { storedNames } from "./stored-names.ts";
import { durableStores } from "./stores.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** Bodies that fauxqs takes at most; larger objects come in parts. */
const BODY_LIMIT = 11 * 1_048_576;

/** S3 by fauxqs, which is handed its requests, with what it lacks put in front of it. */
export async function createStorage(part: Part): Promise<Service> {
  const { door } = part;
  const folder = part.keptFolder("storage");
  const durable = folder === undefined ? undefined : await durableStores(folder);
  const stores = durable === undefined ? {} : { stores: durable.stores };
  const app = buildApp({ logger: false, host: "127.0.0.1", defaultRegion: part.region, ...stores });
  await app.ready();
  const guard = createObjectGuard(durable === undefined ? [] : await storedNames(app), part.journal);
  const mirror = createObjectMirror(part);

  const pass = async ({ method, url, headers, body }: StorageRequest): Promise<StorageResponse> => {
    const payload = body.length === 0 ? {} : { payload: body };
    const answer = await app.inject({ method: method as "GET", url, headers, ...payload });
    return {
      statusCode: answer.statusCode,
      headers: answer.headers as StorageResponse["headers"],
      body: answer.rawPayload,
    };
  };
  const stored = (path: string) => async () => {
    // Asking for it gives the bytes as stored, whatever way they came: chunked, copied, in parts.
    const { statusCode, rawPayload } = await app.inject({ method: "GET", url: path });
    return statusCode === 200 ? rawPayload : undefined;
  };
  const answer = async (request: StorageRequest): Promise<StorageResponse> => {
    if (hasDotSegment(request)) return DOT_SEGMENT;
    const own = guard.before(request);
    if (own !== undefined) return own;
    if (UNSUPPORTED.some((name) => request.query.has(name))) return NOT_IMPLEMENTED;
    const response = await pass(request);
    if (isRouteUnknown(request, response)) return NOT_IMPLEMENTED;
    guard.after(request, response.statusCode);
    if (response.statusCode >= 300) return response;
    const object = written(request);
    if (object !== undefined) await mirror.update(object, stored(request.path));
    for (const gone of removed(request)) await mirror.update(gone, async () => undefined);
    return response;
  };
  const handle = (message: IncomingMessage, response: ServerResponse): void => {
    void serve(message, response, door, answer);
  };

  return {
    operations: OPERATIONS,
    passOn: { matches: ({ signingName: name }) => name === "s3", handle },
    stop: async () => {
      await app.close();
      durable?.close();
    },
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  door: Door,
  answer: (request: StorageRequest) => Promise<StorageResponse>,
): Promise<void> {
  let reply: StorageResponse;
  try {
    const body = await buffer(message);
    const request = readStorageRequest(message.method ?? "GET", message.url ?? "/", message.headers, body);
    const call = whichOperation({
      ...request,
      signedFor: credentialScope(message)?.service,
      action: actionOf(request),
    });
    let outcome: Admission;
    try {
      outcome = await door.admit(call, message);
    } catch (error) {
      return send(message, response, door, refusedIn(request, toServiceError(error)));
    }
    if (outcome === "reset") return void message.socket.destroy();
    reply = body.length > BODY_LIMIT ? TOO_LARGE : await answer(request);
    if (outcome === "reset-after") return void message.socket.destroy();
  } catch (error) {
    // The client hung up, or the disk refused the mirror's file.
    reply = refusal("InternalError", (error as Error).message, 500);
  }
  send(message, response, door, reply);
}

function send(
  message: IncomingMessage,
  response: ServerResponse,
  door: Door,
  { statusCode, headers, body }: StorageResponse,
): void {
  if (response.destroyed || response.headersSent) return;
  const { connection: _, "transfer-encoding": __, ...kept } = headers;
  const length = message.method === "HEAD" ? {} : { "content-length": body.length };
  door.stamp(response);
  response.writeHead(statusCode, { ...kept, ...length }).end(body);
}

function actionOf({ headers, body }: StorageRequest): string | null {
  if (headers["content-type"]?.includes("x-www-form-urlencoded") !== true) return null;
  return new URLSearchParams(body.toString("utf8")).get("Action");
}

/** S3 and SNS answer in XML of two kinds, SQS in JSON. */
function refusedIn(request: StorageRequest, { code, message, statusCode }: ServiceError): StorageResponse {
  if (request.headers["x-amz-target"] !== undefined) {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-query-error": `${code};Sender` };
    return { statusCode, headers, body: Buffer.from(JSON.stringify({ __type: code, message })) };
  }
  const answer = refusal(code, message, statusCode);
  if (actionOf(request) === null) return answer;
  return { ...answer, body: Buffer.from(`<ErrorResponse>${answer.body.toString()}</ErrorResponse>`) };
}

function refusal(code: string, message: string, statusCode = 400): StorageResponse {
  const body = Buffer.from(`<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`);
  return { statusCode, headers: { "content-type": "application/xml" }, body };
}

const TOO_LARGE = refusal("EntityTooLarge", `A single request holds at most ${BODY_LIMIT} bytes here; upload in parts`);
/** fauxqs says it in a JSON of its own, which no S3 client can read. */
function isRouteUnknown({ headers }: StorageRequest, { statusCode, body }: StorageResponse): boolean {
  return statusCode === 404 && headers["x-amz-target"] === undefined && body.toString().startsWith('{"message":"Route');
}

const NOT_IMPLEMENTED = refusal(
  "NotImplemented",
  "A header you provided implies functionality that is not implemented.",
  501,
);
const DOT_SEGMENT = refusal("InvalidArgument", "Keys with a segment . or .. are not supported here");
