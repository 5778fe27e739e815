import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Tells a browser that the page of an allowed origin may read the answer; a preflight is answered here. Called for requests
 * that were let in. Source: fetch.spec.whatwg.org, CORS protocol, 2026-11.
 */
export function answerCors({ headers, method }: IncomingMessage, response: ServerResponse): "answered" | "go-on" {
  if (headers.origin === undefined) return "go-on";
  response.setHeader("access-control-allow-origin", headers.origin);
  response.setHeader("vary", "Origin");
  response.setHeader("access-control-expose-headers", "*");
  const asked = headers["access-control-request-method"];
  if (method !== "OPTIONS" || asked === undefined) return "go-on";
  response.setHeader("access-control-allow-methods", asked);
  response.setHeader("access-control-allow-headers", headers["access-control-request-headers"] ?? "*");
  response.setHeader("access-control-allow-private-network", "true");
  response.setHeader("access-control-max-age", "600");
  response.writeHead(204).end();
  return "answered";
}
