import { mkdir } from "node:fs/promises";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import type { Door } from "../../wire/door.ts";
import { listen } from "../../wire/listen.ts";
import { toServiceError } from "../../wire/service-error.ts";

/** What dynalite 4 has. */
const OPERATIONS =
  "BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeTable DescribeTimeToLive GetItem ListTables ListTagsOfResource PutItem Query Scan TagResource UntagResource UpdateItem UpdateTable".split(
    " ",
  );

/** DynamoDB by dynalite, loaded when the first request for it comes; in a folder where state is kept, else in memory. */
export function createDynamoDb({ door, keptFolder }: Part): Service {
  const folder = keptFolder("dynamodb");
  let server: Promise<Server> | undefined;
  return {
    operations: { dynamodb: OPERATIONS },
    passOn: {
      matches: ({ target, signingName }) => target.startsWith("DynamoDB_") || signingName === "dynamodb",
      handle: (message, response) => {
        server ??= load(folder);
        void serve(server, door, message, response);
      },
    },
    stop: async () => {
      const ready = folder === undefined ? undefined : await server;
      if (ready !== undefined) await new Promise<void>((resolve) => ready.close(() => resolve()));
    },
  };
}

async function load(folder: string | undefined): Promise<Server> {
  const { default: dynalite } = await import("dynalite");
  const times = { createTableMs: 0, deleteTableMs: 0 };
  // Requests are handed to it by this process, so that it need not listen.
  if (folder === undefined) return dynalite(times);
  await mkdir(folder, { recursive: true });
  const server = dynalite({ ...times, path: folder });
  // It lets go of its folder only if it had listened.
  await listen(server, 0);
  return server;
}

async function serve(
  server: Promise<Server>,
  door: Door,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  door.stamp(response);
  const reset = (): ServerResponse => {
    message.socket.destroy();
    return response;
  };
  try {
    const operation = String(message.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const outcome = await door.admit({ service: "dynamodb", operation }, message);
    if (outcome === "reset") return void reset();
    // It answers with one `end`: what it did stays done.
    if (outcome === "reset-after") response.end = reset;
    (await server).emit("request", message, response);
  } catch (error) {
    const { code, message: text, statusCode } = toServiceError(error);
    const body = JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message: text });
    message.resume();
    response.writeHead(statusCode, { "content-type": "application/x-amz-json-1.0" }).end(body);
  }
}
