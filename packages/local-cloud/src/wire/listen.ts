import type { Server } from "node:http";

import { LocalCloudError } from "../errors.ts";

/** Binds to loopback only. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explainListen(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function explainListen(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new LocalCloudError(
    "LOCAL_CLOUD_PORT_TAKEN",
    `Port ${port} on 127.0.0.1 cannot be used: ${error.code === "EACCES" ? "not permitted" : "already taken"}`,
    { hint: "choose another one, or 0 for any free one", cause: error },
  );
}
