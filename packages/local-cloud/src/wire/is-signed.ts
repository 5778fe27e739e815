import type { IncomingMessage } from "node:http";

import { ORDER_HEADER, ORDER_PREFIX } from "./order.ts";

/**
 * Whether a request carries what it must: a signature in its head or, presigned, in its query, none of which is verified.
 * Links that SNS puts into mails need none. Sources: Signature Version 4; S3's signature version 2, which presigning
 * clients still use; SNS API reference, ConfirmSubscription and Unsubscribe (2026-11).
 */
export function isSigned({ headers, url = "" }: Pick<IncomingMessage, "headers" | "url">): boolean {
  const { authorization = "" } = headers;
  if (/^AWS4-[A-Z0-9-]+\s.*\bCredential=.*\bSignature=/.test(authorization)) return true;
  if (/^AWS [^\s:]+:\S+$/.test(authorization)) return true;
  if (url.startsWith(ORDER_PREFIX)) return headers[ORDER_HEADER] !== undefined;
  const query = new URLSearchParams(url.split(/\?(.*)/s)[1]);
  const has = (...names: readonly string[]): boolean => names.every((name) => (query.get(name) ?? "") !== "");
  if (has("X-Amz-Credential", "X-Amz-Signature") || has("AWSAccessKeyId", "Signature")) return true;
  return query.get("Action") === "ConfirmSubscription" || query.get("Action") === "Unsubscribe";
}
