import type { WireResponse } from "./request.ts";

/** `ok`, or the code of the error that an answer is, in whichever protocol. */
export function outcomeOf({
  statusCode,
  headers,
  body,
}: Pick<WireResponse, "statusCode" | "headers" | "body">): string {
  if (statusCode < 400) return "ok";
  const named = headers["x-amzn-errortype"];
  if (named !== undefined) return named;
  const text = body.toString();
  return /<Code>([^<]+)</.exec(text)?.[1] ?? /"__type":\s*"(?:[^"#]*#)?([^"]+)"/.exec(text)?.[1] ?? String(statusCode);
}
