import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { closeServer, listen } from "../wire/router.ts";

export interface Metadata {
  readonly instanceId: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly availabilityZone: string;
  readonly region: string;
  readonly accountId: string;
  readonly privateIp: string;
  readonly hostname: string;
  readonly lifecycle: "spot" | "on-demand";
  /** When the instance will be taken away, once that is decided. Milliseconds since 1970. */
  reclaimAt(): number | undefined;
  /** When a rebalance was recommended. */
  rebalanceAt(): number | undefined;
}

export interface ImdsServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

const TTL = "x-aws-ec2-metadata-token-ttl-seconds";
const TOKEN = "x-aws-ec2-metadata-token";

/**
 * The metadata service of one instance, IMDSv2 only: a token by PUT, then GETs that carry it. Sources: ec2-ug
 * instance-metadata-v2-how-it-works, aemm pkg/mock/imdsv2 (facts C6).
 */
export async function startImds(metadata: Metadata, now: () => number): Promise<ImdsServer> {
  const tokens = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    if (request.url === "/latest/api/token") answerToken(request, response, tokens, now());
    else answerGet(request, response, metadata, (tokens.get(String(request.headers[TOKEN])) ?? 0) > now());
  });
  const port = await listen(server, 0);
  return { endpoint: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

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

function answerGet(request: IncomingMessage, response: ServerResponse, metadata: Metadata, allowed: boolean): void {
  if (!allowed) return refuse(response, 401, "Unauthorized");
  const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname.replace(/\/$/, "");
  const text = values(metadata)[path];
  if (text === undefined) return refuse(response, 404, "Not Found");
  const type = text.startsWith("{") ? "application/json" : "text/plain";
  response.writeHead(200, { "content-type": type }).end(text);
}

function values(metadata: Metadata): Readonly<Record<string, string | undefined>> {
  const { instanceId, instanceType, imageId, availabilityZone, region, accountId, privateIp, hostname } = metadata;
  const reclaim = metadata.reclaimAt();
  const rebalance = metadata.rebalanceAt();
  const base = "/latest/meta-data";
  return {
    [base]: "ami-id\nhostname\ninstance-id\ninstance-life-cycle\ninstance-type\nlocal-ipv4\nplacement/",
    [`${base}/ami-id`]: imageId,
    [`${base}/hostname`]: `${hostname}.ec2.internal`,
    [`${base}/local-hostname`]: `${hostname}.ec2.internal`,
    [`${base}/instance-id`]: instanceId,
    [`${base}/instance-life-cycle`]: metadata.lifecycle,
    [`${base}/instance-type`]: instanceType,
    [`${base}/local-ipv4`]: privateIp,
    [`${base}/placement/availability-zone`]: availabilityZone,
    [`${base}/placement/region`]: region,
    [`${base}/spot/instance-action`]:
      reclaim === undefined ? undefined : JSON.stringify({ action: "terminate", time: seconds(reclaim) }),
    // The legacy form of the same.
    [`${base}/spot/termination-time`]: reclaim === undefined ? undefined : seconds(reclaim),
    [`${base}/events/recommendations/rebalance`]:
      rebalance === undefined ? undefined : JSON.stringify({ noticeTime: seconds(rebalance) }),
    "/latest/dynamic/instance-identity/document": JSON.stringify({
      accountId,
      availabilityZone,
      imageId,
      instanceId,
      instanceType,
      privateIp,
      region,
    }),
  };
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
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
