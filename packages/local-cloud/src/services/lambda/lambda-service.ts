import type { Clock } from "@alpha-engine/asl";

import type { Events } from "../../cloud/bus.ts";
import type { Faults } from "../../cloud/faults.ts";
import type { LambdaFunction } from "../../cloud/options.ts";
import type { RestService } from "../../wire/protocols.ts";
import type { WireRequest, WireResponse } from "../../wire/request.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { invokeFunction, type Invoked } from "./invoke-function.ts";
import type { InvocationReply } from "./runtime.ts";

export interface LambdaOptions {
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly events: Events;
  readonly region: string;
  readonly accountId: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Lambda {
  readonly service: RestService;
  stop(): Promise<void>;
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

export function createLambda(options: LambdaOptions): Lambda {
  const running = new Set<() => Promise<void>>();
  return {
    service: {
      pathPrefix: "/2015-03-31/",
      handle: async (request) => {
        const asked = INVOKE.exec(request.path)?.[1];
        if (asked === undefined) {
          throw new ServiceError("UnknownOperationException", `No operation ${request.method} ${request.path}`, 404);
        }
        return await answerInvoke(request, decodeURIComponent(asked), options, running);
      },
    },
    stop: async () => {
      await Promise.all([...running].map((kill) => kill()));
    },
  };
}

async function answerInvoke(
  request: WireRequest,
  asked: string,
  options: LambdaOptions,
  running: Set<() => Promise<void>>,
): Promise<WireResponse> {
  const { name, qualifier } = functionName(asked, request.query.get("Qualifier"));
  const arn = `arn:aws:lambda:${options.region}:${options.accountId}:function:${name}`;
  const definition = Object.hasOwn(options.functions, name) ? options.functions[name] : undefined;
  if (definition === undefined) {
    const text = `Function not found: ${arn}${qualifier === undefined ? "" : `:${qualifier}`}`;
    throw new ServiceError("ResourceNotFoundException", text, 404);
  }
  const event = readPayload(request.body);
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type === "DryRun") return response(request, 204, "");
  const invoke = (): Promise<Invoked> => invokeOnce(name, arn, definition, event, request, options, running);
  if (type === "Event") {
    void invoke();
    return response(request, 202, "");
  }
  const { reply, logTail } = await invoke();
  const executed: Record<string, string> = { "x-amz-executed-version": qualifier ?? "$LATEST" };
  if (request.headers["x-amz-log-type"] === "Tail") {
    executed["x-amz-log-result"] = Buffer.from(logTail).toString("base64");
  }
  if (reply.ok) return response(request, 200, reply.result ?? "null", executed);
  // A function that failed is an answer of 200 with this header (documentation of Invoke, 2026-11).
  return response(request, 200, JSON.stringify(reply.error), { ...executed, "x-amz-function-error": "Unhandled" });
}

async function invokeOnce(
  name: string,
  arn: string,
  definition: LambdaFunction,
  event: unknown,
  { requestId }: WireRequest,
  options: LambdaOptions,
  running: Set<() => Promise<void>>,
): Promise<Invoked> {
  const { clock, events, directory, environment, faults } = options;
  const release = clock.hold();
  const startedAt = clock.now();
  try {
    const fault = faults.invocation?.(name, event);
    const invoked: Invoked =
      fault === undefined
        ? await invokeFunction(definition, { name, arn, requestId, event, clock, directory, environment, running })
        : { reply: { ok: false, error: { ...fault, trace: [] } }, logTail: "" };
    const durationMs = clock.now() - startedAt;
    const failed = errorType(invoked.reply);
    const outcome = failed === undefined ? {} : { errorType: failed };
    events.emit({ type: "function-invoked", at: clock.now(), functionName: name, durationMs, ...outcome });
    return invoked;
  } finally {
    release();
  }
}

function errorType(reply: InvocationReply): string | undefined {
  return reply.ok ? undefined : reply.error.errorType;
}

/** `name`, `name:live`, a partial or a whole ARN. */
function functionName(asked: string, qualifier: string | null): { name: string; qualifier: string | undefined } {
  const parts = /^(?:(?:arn:aws:lambda:[^:]*:)?\d{12}:function:)?([^:]+)(?::([^:]+))?$/.exec(asked);
  return { name: parts?.[1] ?? asked, qualifier: parts?.[2] ?? qualifier ?? undefined };
}

function readPayload(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    const text = `Could not parse request body into json: ${(error as Error).message}`;
    throw new ServiceError("InvalidRequestContentException", text);
  }
}

function response(
  request: WireRequest,
  statusCode: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  return {
    statusCode,
    headers: { "content-type": "application/json", "x-amzn-requestid": request.requestId, ...headers },
    body,
  };
}
