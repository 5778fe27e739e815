import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

import { readBody } from "./body.ts";

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

/** A request as far as its head says; its body has not been read. */
export function headOf({ method = "GET", url = "/", headers }: IncomingMessage): WireRequest {
  const [path = "", search = ""] = url.replace(/^https?:\/\/[^/?]*/, "").split(/\?(.*)/s);
  const query = new URLSearchParams(search);
  return { requestId: randomUUID(), method, path: path === "" ? "/" : path, query, headers, body: Buffer.alloc(0) };
}

/** The request with its body, of at most so many bytes. */
export async function readRequest(message: IncomingMessage, limit: number): Promise<WireRequest> {
  return { ...headOf(message), body: await readBody(message, limit) };
}
