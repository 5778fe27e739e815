import { jsonError } from "./json-protocol.ts";
import { ORDER_PREFIX } from "./order.ts";
import { queryError } from "./query-protocol.ts";
import type { WireRequest, WireResponse } from "./request.ts";
import { markOf, type ServiceError } from "./service-error.ts";
import { escapeXml } from "./xml.ts";

/** An error in the form of the service that the request is for; where that cannot be told, in that of its protocol. */
export function errorAnswer(request: WireRequest, service: string | undefined, error: ServiceError): WireResponse {
  const { headers, path } = request;
  if (headers["x-amz-target"] !== undefined || isRestJson(path)) return jsonError(request, error);
  if (service !== undefined && service !== "s3") return queryError(service === "ec2" ? "ec2" : "query", request, error);
  return isForm(request) ? queryError("query", request, error) : s3Error(request, error);
}

/** Whether it is a call of the Query protocol, by its form or by the action in its query. */
export function isForm({ headers, query }: WireRequest): boolean {
  return headers["content-type"]?.includes("x-www-form-urlencoded") === true || query.has("Action");
}

/** Paths of the REST services begin with the date of their version. */
export function isRestJson(path: string): boolean {
  return path.startsWith(ORDER_PREFIX) || /^\/20\d\d-\d\d-\d\d\//.test(path);
}

/** Source: S3 API reference, REST error responses, 2026-11. */
function s3Error(request: WireRequest, error: ServiceError): WireResponse {
  const { code, message, statusCode } = error;
  const parts = { Code: code, Message: message, RequestId: request.requestId, HostId: "local" };
  const body = Object.entries(parts).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`);
  return {
    statusCode,
    headers: { "content-type": "application/xml", "x-amz-request-id": request.requestId, ...markOf(error) },
    body: request.method === "HEAD" ? "" : `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${body.join("")}</Error>`,
  };
}
