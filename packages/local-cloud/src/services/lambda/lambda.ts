import type { LambdaFunction } from "../../cloud/lambda-function.ts";
import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import type { Service } from "../../cloud/service.ts";
import type { WireRequest, WireResponse } from "../../wire/request.ts";
import { NotModelledError, ServiceError } from "../../wire/service-error.ts";
import { configurationOf } from "./describe-function.ts";
import { functionName } from "./function-name.ts";
import { type FunctionProcesses, invokeFunction, type Invoked, type InvokeOptions } from "./invoke-function.ts";
import type { InvocationReply } from "./runtime.ts";

const FUNCTIONS = "/2015-03-31/functions";
/** What is done to one function, by what its path ends with. */
const ONE = /^\/2015-03-31\/functions\/([^/]+)(\/invocations|\/configuration)?$/;

/** The largest payloads, in bytes: of an answered invocation, of an event. [documentation: quotas, 2026-11] */
const LARGEST = { RequestResponse: 6_291_456, DryRun: 6_291_456, Event: 1_048_576 };

/** Lambda's Invoke: a function's process is kept for the invocations that follow. */
export function createLambda(part: Part): Service {
  const running: FunctionProcesses = { idle: new Map(), alive: new Set(), working: new Set() };
  return {
    operations: { lambda: ["Invoke", "GetFunction", "GetFunctionConfiguration", "ListFunctions"] },
    rest: {
      pathPrefix: "/2015-03-31/",
      handle: async (request) => {
        if (request.method === "GET" && request.path.replace(/\/$/, "") === FUNCTIONS)
          return listFunctions(request, part);
        const [, asked, what] = ONE.exec(request.path) ?? [];
        if (asked !== undefined && request.method === "GET" && what !== "/invocations")
          return getFunction(request, decodeURIComponent(asked), what, part);
        if (asked === undefined || request.method !== "POST" || what !== "/invocations") {
          throw new NotModelledError(
            "UnknownOperationException",
            `No operation ${request.method} ${request.path}`,
            404,
          );
        }
        return await answerInvoke(request, decodeURIComponent(asked), part, running);
      },
    },
    stop: async () => {
      await Promise.all([...running.alive].map((each) => each.kill()));
      await Promise.allSettled(running.working);
    },
  };
}

async function answerInvoke(
  request: WireRequest,
  asked: string,
  part: Part,
  running: FunctionProcesses,
): Promise<WireResponse> {
  const { name, arn, qualifier, definition } = findFunction(request, asked, part, "$LATEST");
  const type = invocationType(String(request.headers["x-amz-invocation-type"] ?? "RequestResponse"));
  if (request.body.length > LARGEST[type]) {
    const text = `Request must be smaller than ${LARGEST[type]} bytes for the InvokeFunction operation`;
    throw new ServiceError("RequestTooLargeException", text, 413);
  }
  const event = readPayload(request.body);
  if (type === "DryRun") return response(request, 204, "");
  const invocation = { name, arn, definition, event, requestId: request.requestId };
  if (type === "Event") {
    void invoke(invocation, part, running);
    return response(request, 202, "");
  }
  const { reply, logTail } = await invoke(invocation, part, running);
  const executed: Record<string, string> = { "x-amz-executed-version": qualifier ?? "$LATEST" };
  if (request.headers["x-amz-log-type"] === "Tail") {
    executed["x-amz-log-result"] = Buffer.from(logTail).toString("base64");
  }
  if (reply.ok) return response(request, 200, reply.result ?? "null", executed);
  // A function that failed is an answer of 200 with this header (documentation of Invoke, 2026-11).
  return response(request, 200, reply.text ?? JSON.stringify(reply.error), {
    ...executed,
    "x-amz-function-error": "Unhandled",
  });
}

interface Found {
  readonly name: string;
  readonly arn: string;
  readonly qualifier: string | undefined;
  readonly definition: LambdaFunction;
}

/** [LocalStack's recordings of AWS, test_no_such_function of Step Functions, test_lambda_api, 2024] */
function findFunction(request: WireRequest, asked: string, part: Part, unqualified?: string): Found {
  const { name, qualifier } = functionName(asked, request.query.get("Qualifier"), part);
  const arn = arnOf(part, "lambda", `function:${name}`);
  const { functions = {} } = part.options;
  const definition = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (definition !== undefined) return { name, arn, qualifier, definition };
  const told = qualifier ?? unqualified;
  const text = `Function not found: ${arn}${told === undefined ? "" : `:${told}`}`;
  throw new ServiceError("ResourceNotFoundException", text, 404);
}

/** GetFunction and GetFunctionConfiguration. [botocore 1.43 model, 2026-11] */
function getFunction(request: WireRequest, asked: string, what: string | undefined, part: Part): WireResponse {
  const { name, definition } = findFunction(request, asked, part);
  const configuration = configurationOf(name, definition, part);
  const answer =
    what === "/configuration" ? configuration : { Configuration: configuration, Code: { RepositoryType: "S3" } };
  return response(request, 200, JSON.stringify(answer));
}

/** By name, as many as MaxItems says, from where Marker says. [botocore 1.43 model, ListFunctions, 2026-11] */
function listFunctions(request: WireRequest, part: Part): WireResponse {
  const { functions = {} } = part.options;
  const marker = request.query.get("Marker") ?? "";
  const most = Number(request.query.get("MaxItems") ?? 50);
  const left = Object.entries(functions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([name]) => name > marker);
  const page = left.slice(0, most);
  const last = page.at(-1)?.[0];
  return response(
    request,
    200,
    JSON.stringify({
      Functions: page.map(([name, definition]) => configurationOf(name, definition, part)),
      ...(left.length > page.length && last !== undefined ? { NextMarker: last } : {}),
    }),
  );
}

interface Invocation {
  readonly name: string;
  readonly arn: string;
  readonly definition: LambdaFunction;
  readonly event: unknown;
  readonly requestId: string;
}

/** Runs the function once, or says what a fault says; the clock is held meanwhile. */
async function invoke(invocation: Invocation, part: Part, running: FunctionProcesses): Promise<Invoked> {
  const { name, event, requestId } = invocation;
  const { clock, bus, faults, callers } = part;
  const asker = callers.asker();
  const release = clock.hold();
  const startedAt = clock.now();
  try {
    const fault = faults.invocation?.(name, event, asker.by);
    const invoked: Invoked =
      fault === undefined
        ? await callers.during({ kind: "function", functionName: name, requestId, ...asker }, () =>
            counted({ ...invocation, part, processes: running }),
          )
        : { reply: { ok: false, error: { ...fault, trace: [] } }, logTail: "" };
    const durationMs = clock.now() - startedAt;
    const failed = errorType(invoked.reply);
    const outcome = failed === undefined ? {} : { errorType: failed };
    const what = { functionName: name, requestId, durationMs, ...outcome, ...asker };
    bus.emit({ type: "function-invoked", at: clock.now(), ...what });
    return invoked;
  } finally {
    release();
  }
}

/** An invocation that the cloud's end waits for. */
async function counted(options: InvokeOptions): Promise<Invoked> {
  const { working } = options.processes;
  const work = invokeFunction(options);
  working.add(work);
  try {
    return await work;
  } finally {
    working.delete(work);
  }
}

function errorType(reply: InvocationReply): string | undefined {
  return reply.ok ? undefined : reply.error.errorType;
}

function invocationType(type: string): keyof typeof LARGEST {
  if (type === "RequestResponse" || type === "Event" || type === "DryRun") return type;
  throw new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
  );
}

function readPayload(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    const text = `Could not parse request body into json: Could not parse payload into json: ${(error as Error).message}`;
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
