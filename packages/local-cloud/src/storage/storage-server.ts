import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import type { Clock } from "@alpha-engine/asl";
import { buildApp } from "fauxqs";

import type { Events, Notification } from "../events.ts";
import { closeServer, listen } from "../wire/router.ts";
import { publishedBy } from "./notifications.ts";
import { createObjectGuard } from "./object-guard.ts";
import { createObjectMirror } from "./object-mirror.ts";
import {
  hasDotSegment,
  readStorageRequest,
  removed,
  type StorageRequest,
  type StorageResponse,
  written,
} from "./storage-request.ts";

export interface StorageOptions {
  readonly clock: Clock;
  readonly events: Events;
  readonly region: string;
  readonly directory: string;
  readonly notified: (notification: Notification) => void;
}

export interface StorageServer {
  readonly endpoint: string;
  /** Answers a request that came in at another door. */
  handle(message: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** Bodies that fauxqs takes at most; larger objects come in parts. */
const BODY_LIMIT = 11 * 1_048_576;

/** S3, SNS and SQS by fauxqs, behind a door of our own: on loopback only, with what it lacks put in front of it. */
export async function startStorage(options: StorageOptions): Promise<StorageServer> {
  const app = buildApp({ logger: false, host: "127.0.0.1", defaultRegion: options.region });
  const guard = createObjectGuard();
  const mirror = createObjectMirror(options);

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
    const response = await pass(request);
    guard.after(request, response.statusCode);
    if (response.statusCode >= 300) return response;
    const object = written(request);
    if (object !== undefined) await mirror.update(object, stored(request.path));
    for (const gone of removed(request)) await mirror.update(gone, async () => undefined);
    const timestamp = new Date(options.clock.now()).toISOString();
    for (const notification of publishedBy(request, response.body, timestamp)) options.notified(notification);
    return response;
  };
  const handle = (message: IncomingMessage, response: ServerResponse): void => {
    void serve(message, response, answer);
  };

  await app.ready();
  const server = createServer(handle);
  const port = await listen(server, 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    handle,
    close: async () => {
      await closeServer(server);
      await app.close();
    },
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: StorageRequest) => Promise<StorageResponse>,
): Promise<void> {
  try {
    const body = await buffer(message);
    const request = readStorageRequest(message.method ?? "GET", message.url ?? "/", message.headers, body);
    const { statusCode, headers, body: content } = body.length > BODY_LIMIT ? TOO_LARGE : await answer(request);
    const { connection: _, "transfer-encoding": __, ...kept } = headers;
    const length = message.method === "HEAD" ? {} : { "content-length": content.length };
    response.writeHead(statusCode, { ...kept, ...length }).end(content);
  } catch (error) {
    // The client hung up, or the disk refused the mirror's file.
    const code = `<Error><Code>InternalError</Code><Message>${(error as Error).message}</Message></Error>`;
    if (!response.destroyed && !response.headersSent)
      response.writeHead(500, { "content-type": "application/xml" }).end(code);
  }
}

function refusal(code: string, message: string): StorageResponse {
  const body = Buffer.from(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
  return { statusCode: 400, headers: { "content-type": "application/xml" }, body };
}

const TOO_LARGE = refusal("EntityTooLarge", `A single request holds at most ${BODY_LIMIT} bytes here; upload in parts`);
const DOT_SEGMENT = refusal("InvalidArgument", "Keys with a segment . or .. are not supported here");
