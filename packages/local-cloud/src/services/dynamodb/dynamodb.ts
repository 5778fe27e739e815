import { mkdir } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";

import type { Callers } from "../../cloud/callers/callers.ts";
import { keptMap } from "../../cloud/kept/kept-map.ts";
import type { Part } from "../../cloud/part.ts";
import type { Place } from "../../cloud/place.ts";
import type { Service } from "../../cloud/service.ts";
import { bodyLimit, readBody } from "../../wire/body.ts";
import type { Door } from "../../wire/door.ts";
import { listen } from "../../wire/listen.ts";
import { outcomeOf } from "../../wire/outcome.ts";
import type { Input } from "../../wire/protocols.ts";
import { markOf, NotModelledError, toServiceError } from "../../wire/service-error.ts";
import { amendAnswer, type Asked, askedInstead, type TableNote, type Tables } from "./amend-answer.ts";

/** What dynalite 4 has. */
const OPERATIONS =
  "BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeTable DescribeTimeToLive GetItem ListTables ListTagsOfResource PutItem Query Scan TagResource UntagResource UpdateItem UpdateTable".split(
    " ",
  );

/** DynamoDB by dynalite, loaded when the first request for it comes; in a folder where state is kept, else in memory. */
export function createDynamoDb(part: Part): Service {
  const { door, callers, journal } = part;
  const notes = keptMap<TableNote, TableNote>(
    journal,
    "dynamodb-table",
    (note) => note,
    (note) => note,
  );
  const folder = part.keptFolder("dynamodb");
  let server: Promise<Server> | undefined;
  return {
    operations: { dynamodb: OPERATIONS },
    passOn: {
      matches: ({ target, signingName }) => target.startsWith("DynamoDB_") || signingName === "dynamodb",
      handle: (message, response) => {
        server ??= load(folder, part);
        void serve(server, { door: doorFor(door, callers), place: part, notes }, message, response);
      },
    },
    stop: async () => {
      const ready = folder === undefined ? undefined : await server;
      if (ready !== undefined) await new Promise<void>((resolve) => ready.close(() => resolve()));
    },
  };
}

async function load(folder: string | undefined, place: Place): Promise<Server> {
  const { default: dynalite } = await import("dynalite");
  const times = { createTableMs: 0, deleteTableMs: 0 };
  // Requests are handed to it by this process, so that it need not listen.
  if (folder === undefined) return inPlace(place, () => dynalite(times));
  await mkdir(folder, { recursive: true });
  const server = inPlace(place, () => dynalite({ ...times, path: folder }));
  // It lets go of its folder only if it had listened; nobody is to come in that way.
  server.on("connection", (socket) => socket.destroy());
  await listen(server, 0);
  return server;
}

/** It learns from the environment what it writes into ARNs. */
function inPlace<Made>({ region, accountId }: Place, make: () => Made): Made {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_REGION: region, AWS_ACCOUNT_ID: accountId });
  try {
    return make();
  } finally {
    for (const name of ["AWS_REGION", "AWS_ACCOUNT_ID"]) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** dynalite may answer from anywhere: who asked is kept for then. */
function doorFor(door: Door, callers: Callers): Door {
  const by = callers.current();
  return { ...door, answered: (call, outcome) => callers.during(by, () => door.answered(call, outcome)) };
}

interface Serving extends Tables {
  readonly door: Door;
}

async function serve(
  server: Promise<Server>,
  { door, ...tables }: Serving,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  door.stamp(response);
  const operation = String(message.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
  const call = { service: "dynamodb", operation };
  const reset = (): ServerResponse => {
    door.answered(call, "reset");
    message.socket.destroy();
    return response;
  };
  const end = response.end.bind(response);
  response.end = ((body?: unknown, ...more: []) => {
    const text = typeof body === "string" || Buffer.isBuffer(body) ? body : "";
    door.answered(call, outcomeOf({ statusCode: response.statusCode, headers: {}, body: text }));
    return end(body, ...more);
  }) as ServerResponse["end"];
  try {
    const outcome = await door.admit(call, message);
    if (outcome === "reset") return void reset();
    // It answers with one `end`: what it did stays done.
    if (outcome === "reset-after") response.end = reset;
    if (!OPERATIONS.includes(operation)) {
      throw new NotModelledError("UnknownOperationException", `No operation DynamoDB_20120810.${operation} here`);
    }
    const body = await readBody(message, bodyLimit("dynamodb"));
    const asked = { operation, input: inputOf(body) };
    amendAnswer(response, asked, tables);
    const instead = askedInstead(asked);
    const request = instead.operation === operation ? wholeRequest(message, body) : requestOf(message, instead);
    (await server).emit("request", request, response);
  } catch (error) {
    const refusal = toServiceError(error);
    if (refusal instanceof NotModelledError) door.notModelled(call, refusal.why);
    const { code, message: text, statusCode } = refusal;
    const body = JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message: text });
    message.resume();
    response.writeHead(statusCode, { "content-type": "application/x-amz-json-1.0", ...markOf(refusal) }).end(body);
  }
}

/** dynalite ends its process when a client hangs up halfway: it is handed what is there already. */
function wholeRequest(message: IncomingMessage, body: Buffer): Readable {
  const { "content-encoding": _, ...headers } = message.headers;
  const { method, url } = message;
  return Object.assign(Readable.from(body.length === 0 ? [] : [body]), {
    method,
    url,
    headers: { authorization: UNSIGNED, date: "now", ...headers },
  });
}

function requestOf(message: IncomingMessage, { operation, input }: Asked): Readable {
  const body = Buffer.from(JSON.stringify(input));
  const { headers } = message;
  const target = { "x-amz-target": `DynamoDB_20120810.${operation}`, "content-length": String(body.length) };
  return Object.assign(wholeRequest(message, body), {
    headers: { authorization: UNSIGNED, date: "now", ...headers, ...target },
  });
}

/** What is no JSON dynalite refuses itself. */
function inputOf(body: Buffer): Input {
  try {
    return JSON.parse(body.toString("utf8")) as Input;
  } catch {
    return {};
  }
}

/** For those that were let in without: it asks for one of this form. */
const UNSIGNED = "AWS4-HMAC-SHA256 Credential=none/none/none/dynamodb/aws4_request, SignedHeaders=none, Signature=none";
