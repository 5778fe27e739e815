import type { Input, JsonService } from "./protocols.ts";
import type { WireRequest, WireResponse } from "./request.ts";
import { markOf, NotModelledError, ServiceError, toServiceError } from "./service-error.ts";

/** Answers a request that carries X-Amz-Target, errors included. */
export async function answerJson(services: readonly JsonService[], request: WireRequest): Promise<WireResponse> {
  try {
    const operation = findOperation(services, String(request.headers["x-amz-target"]));
    return response(request, 200, await operation(parseBody(request.body), request));
  } catch (error) {
    return jsonError(request, toServiceError(error));
  }
}

/** `__type` names the error; a client in query mode reads the header (measured with CLI 1.45 and JS SDK 3.1169, 2026-11). */
export function jsonError(request: WireRequest, error: ServiceError): WireResponse {
  const { code, queryCode, message, statusCode } = error;
  const answer = response(request, statusCode, { __type: code, message });
  const headers: Record<string, string> = { ...answer.headers, ...markOf(error), "x-amzn-errortype": code };
  if (request.headers["x-amzn-query-mode"] === "true") {
    headers["x-amzn-query-error"] = `${queryCode ?? code};${statusCode >= 500 ? "Receiver" : "Sender"}`;
  }
  return { ...answer, headers };
}

function findOperation(services: readonly JsonService[], target: string): JsonService["operations"][string] {
  const [prefix = "", name = ""] = target.split(".");
  const operations = services.find((service) => service.targetPrefix === prefix)?.operations ?? {};
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined) throw new NotModelledError("UnknownOperationException", `No operation ${target} here`);
  return operation;
}

function parseBody(body: Buffer): Input {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw new ServiceError("SerializationException", "The body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ServiceError("SerializationException", "The body is not a JSON object");
  }
  return value as Input;
}

function response(request: WireRequest, statusCode: number, body: object): WireResponse {
  const asked = request.headers["content-type"] ?? "";
  return {
    statusCode,
    headers: {
      "content-type": asked.includes("json-1.0") ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1",
      "x-amzn-requestid": request.requestId,
    },
    body: JSON.stringify(body),
  };
}
