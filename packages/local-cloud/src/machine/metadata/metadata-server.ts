import { randomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

import { bindEntrance } from "../../wire/entrance.ts";
import { foreign } from "../../wire/foreign.ts";
import { type Metadata, metadataPaths } from "./metadata.ts";

export interface MetadataServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const TTL = "x-aws-ec2-metadata-token-ttl-seconds";
const TOKEN = "x-aws-ec2-metadata-token";

/**
 * The metadata service of one instance: a token by PUT, then GETs that carry it; without one only where the launch said
 * that tokens are optional. Sources: EC2 user guide, instance-metadata-v2-how-it-works (2023-06), amazon-ec2-metadata-mock pkg/mock/imdsv2 (2023).
 */
export function answerMetadata(metadata: Metadata, now: () => number): RequestListener {
  const tokens = new Map<string, number>();
  const { httpEndpoint, httpTokens } = metadata.options;
  return (request, response) => {
    if (foreign(request.headers, { hosts: NAMES }) !== undefined) return refuse(response, 403, "Forbidden");
    if (httpEndpoint === "disabled") return refuse(response, 403, "Forbidden");
    if (request.url === "/latest/api/token") return answerToken(request, response, tokens, now());
    const token = request.headers[TOKEN];
    const allowed = token === undefined ? httpTokens === "optional" : (tokens.get(String(token)) ?? 0) > now();
    answerGet(request, response, metadataPaths(metadata, now()), allowed);
  };
}

/** For those who cannot be led to the address at which AWS has it: a port of its own on loopback. */
export async function startMetadataServer(answer: RequestListener): Promise<MetadataServer> {
  const entrance = await bindEntrance(0);
  entrance.open(answer);
  return { endpoint: entrance.endpoint, close: () => entrance.close() };
}

/** How it is called on AWS, for those whose connection is led here. */
const NAMES: readonly string[] = ["169.254.169.254", "[fd00:ec2::254]", "instance-data", "instance-data.ec2.internal"];

function answerToken(
  request: IncomingMessage,
  response: ServerResponse,
  tokens: Map<string, number>,
  now: number,
): void {
  if (request.method !== "PUT") return refuse(response, 405, "Method Not Allowed");
  if (request.headers["x-forwarded-for"] !== undefined) return refuse(response, 403, "Forbidden");
  const ttl = Number(request.headers[TTL]);
  if (!Number.isInteger(ttl) || ttl < 1 || ttl > 21_600) return refuse(response, 400, "Bad Request");
  const token = randomBytes(40).toString("base64url");
  tokens.set(token, now + ttl * 1000);
  response.writeHead(200, { "content-type": "text/plain", [TTL]: String(ttl) }).end(token);
}

function answerGet(
  request: IncomingMessage,
  response: ServerResponse,
  paths: Readonly<Record<string, string | undefined>>,
  allowed: boolean,
): void {
  if (!allowed) return refuse(response, 401, "Unauthorized");
  if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, 405, "Method Not Allowed");
  const [pathname = ""] = (request.url ?? "/").split("?");
  const path = decoded(pathname)
    .replace(/^\/latest\/?/, "")
    .replace(/\/$/, "");
  const text = pathname.startsWith("/latest") ? (paths[path] ?? listing(path, paths)) : undefined;
  if (text === undefined) return refuse(response, 404, "Not Found");
  response.writeHead(200, { "content-type": text.startsWith("{") ? "application/json" : "text/plain" }).end(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What lies below a path, a line each, with a slash behind what has more below it. */
function listing(path: string, paths: Readonly<Record<string, string | undefined>>): string | undefined {
  const prefix = path === "" ? "" : `${path}/`;
  const names = Object.entries(paths)
    .filter(([each, text]) => text !== undefined && each.startsWith(prefix))
    .map(([each]) => each.slice(prefix.length).replace(/\/.*$/s, "/"));
  return names.length === 0 ? undefined : [...new Set(names)].join("\n");
}

/** Bodies of refusals are XHTML. */
function refuse(response: ServerResponse, statusCode: number, words: string): void {
  const title = `${statusCode} - ${words}`;
  response.writeHead(statusCode, { "content-type": "text/html" }).end(
    `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>
`,
  );
}
