import type { Server } from "node:http";

import type { PassOn } from "../wire/router.ts";

/** DynamoDB by dynalite, in memory, loaded when the first request for it comes. */
export function lazyDynamoDb(): PassOn {
  let server: Promise<Server> | undefined;
  return {
    matches: ({ target, signingName }) => target.startsWith("DynamoDB_") || signingName === "dynamodb",
    handle: (message, response) => {
      server ??= import("dynalite").then(({ default: dynalite }) => dynalite({ createTableMs: 0, deleteTableMs: 0 }));
      // It is never told to listen: requests are handed to it by this process.
      server.then(
        (ready) => ready.emit("request", message, response),
        () => response.destroy(),
      );
    },
  };
}
