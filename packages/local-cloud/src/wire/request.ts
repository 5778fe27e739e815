import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { ServiceError } from "./service-error.ts";

export interface WireRequest {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

const inflate = promisify(gunzip);

/** Reads a request whole. Bodies of 10 KiB and more come gzip-ed from the SDKs and the CLI (measured with CLI 1.45 and JS SDK 3.1169, 2026-11). */
export async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const url = new URL(message.url ?? "/", "http://127.0.0.1");
  return {
    requestId: randomUUID(),
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body: message.headers["content-encoding"] === "gzip" ? await inflated(raw) : raw,
  };
}

async function inflated(raw: Buffer): Promise<Buffer> {
  try {
    return await inflate(raw);
  } catch {
    throw new ServiceError("SerializationException", "The body is not gzip although Content-Encoding says so");
  }
}
