import { randomBytes } from "node:crypto";
import { close, createReadStream, readSync, closeSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { finished } from "node:stream/promises";

import type { Admission, Door } from "../../wire/door.ts";
import { markOf, NotModelledError, ServiceError, toServiceError } from "../../wire/service-error.ts";
import { checkExpiry } from "./request/presigned.ts";
import type { FileBody, Reply } from "./request/reply.ts";
import { notModelled, S3Error } from "./request/s3-error.ts";
import { readS3Request, type S3Request } from "./request/s3-request.ts";
import type { Operations, S3 } from "./request/s3.ts";
import { whichOperation } from "./request/which-operation.ts";
import { contentXml, DECLARATION } from "./xml/write-xml.ts";

export interface Serving {
  readonly s3: S3;
  readonly operations: Operations;
  readonly door: Door;
  /** The time by which signatures are judged, in milliseconds. */
  readonly now: () => number;
}

export interface S3Front {
  readonly handle: RequestListener;
  /** Takes no request any more, and waits for those that are being answered. */
  end(): Promise<void>;
}

/** Answers requests to S3, whatever the path or the host says that they are about. */
export function createS3Front(serving: Serving): S3Front {
  const underWay = new Set<Promise<void>>();
  let ended = false;
  return {
    handle: (message, response) => {
      if (ended) return void message.socket.destroy();
      const served = serve(serving, message, response).finally(() => underWay.delete(served));
      underWay.add(served);
    },
    end: async () => {
      ended = true;
      await Promise.allSettled(underWay);
    },
  };
}

async function serve(serving: Serving, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { door } = serving;
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const call = { service: "s3", operation: "" };
  let request: S3Request | undefined;
  let outcome: Admission = "answer";
  let reply: Reply;
  let told = "ok";
  try {
    request = readS3Request(message);
    call.operation = whichOperation(request);
    outcome = await door.admit(call, message);
    if (outcome === "reset") {
      door.answered(call, "reset");
      return void message.socket.destroy();
    }
    checkExpiry(request, serving.now());
    const perform = serving.operations[call.operation];
    if (perform === undefined) throw notModelled(asked(request));
    reply = await perform(serving.s3, request);
  } catch (error) {
    // Nobody is there to be told.
    if (message.destroyed && !message.complete) return;
    const refused = toS3Error(error);
    if (refused instanceof NotModelledError) door.notModelled(call, refused.why);
    reply = refusal(refused, requestId);
    told = refused.code;
  }
  door.answered(call, outcome === "reset-after" ? "reset" : told);
  if (outcome === "reset-after") {
    if (typeof reply.body === "object") closeSync(reply.body.fd);
    return void message.socket.destroy();
  }
  await drained(message);
  door.stamp(response);
  await send(message, response, reply, requestId);
}

/** An operation that is not there, as the request says it. */
function asked({ method, bucket, key, query }: S3Request): string {
  const of = bucket === "" ? "/" : key === "" ? "/bucket" : "/bucket/key";
  return `${method} ${of}${query.size === 0 ? "" : `?${[...query.keys()].join("&")}`}`;
}

/** A client that is still sending when it is refused reads the answer only when all is sent. */
async function drained(message: IncomingMessage): Promise<void> {
  if (message.complete || message.destroyed) return;
  message.resume();
  await finished(message).catch(() => {});
}

async function send(
  message: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  requestId: string,
): Promise<void> {
  const { statusCode, headers = {}, body } = reply;
  if (response.destroyed || response.headersSent) {
    if (typeof body === "object") close(body.fd);
    return;
  }
  const ids = { "x-amz-request-id": requestId, "x-amz-id-2": HOST_ID, server: "AmazonS3" };
  if (typeof body === "object") {
    response.writeHead(statusCode, { ...headers, ...ids });
    await sendFile(response, body);
    return;
  }
  const bodiless = statusCode === 204 || statusCode === 304;
  const length = bodiless || message.method === "HEAD" ? {} : { "content-length": Buffer.byteLength(body ?? "") };
  response.writeHead(statusCode, { ...length, ...headers, ...ids });
  response.end(message.method === "HEAD" ? undefined : body);
}

/** What is read in one go, since most objects are small. */
const SMALL = 65_536;

async function sendFile(response: ServerResponse, { fd, start, length }: FileBody): Promise<void> {
  if (length <= SMALL) {
    const bytes = Buffer.allocUnsafe(length);
    const read = length === 0 ? 0 : readSync(fd, bytes, 0, length, start);
    closeSync(fd);
    // Somebody has cut the file short: the connection is cut as well, so that nobody takes it for the whole.
    if (read < length) response.destroy();
    else response.end(bytes);
    return;
  }
  const stream = createReadStream("", { fd, start, end: start + length - 1 });
  stream.on("error", () => response.destroy());
  response.on("close", () => stream.destroy());
  stream.pipe(response);
  await finished(response).catch(() => {});
}

/** What nobody meant to throw is S3's internal error. */
function toS3Error(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const { message } = toServiceError(error);
  const full = ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");
  const why = full ? `the disk of the local cloud's folder is full: ${message}` : message;
  return new S3Error("InternalError", `We encountered an internal error. Please try again. (${why})`, 500);
}

const HOST_ID = randomBytes(56).toString("base64");

function refusal(error: ServiceError, requestId: string): Reply {
  const { code, message, statusCode } = error;
  const fields = error instanceof S3Error ? error.fields : {};
  const content = { Code: code, Message: message, ...fields, RequestId: requestId, HostId: HOST_ID };
  return {
    statusCode,
    headers: { "content-type": "application/xml", ...markOf(error) },
    body: `${DECLARATION}<Error>${contentXml(content)}</Error>`,
  };
}
