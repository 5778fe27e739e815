import { createServer, type RequestListener } from "node:http";
import type { Socket } from "node:net";

import { closeServer, listen } from "./listen.ts";

/** A port on loopback. It is bound before anything answers, so that its address is known; who comes early waits. */
export interface Entrance {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly port: number;
  /** Lets in who waits, and everybody from now on. */
  open(handle: RequestListener): void;
  /** Takes a connection that was made elsewhere. */
  admit(socket: Socket): void;
  close(): Promise<void>;
}

export async function bindEntrance(port: number): Promise<Entrance> {
  const { promise: opened, resolve: open } = Promise.withResolvers<RequestListener>();
  const server = createServer(PATIENCE, (message, response) => void opened.then((handle) => handle(message, response)));
  const bound = await listen(server, port);
  return {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    open,
    admit: (socket) => void server.emit("connection", socket),
    close: () => closeServer(server),
  };
}

/**
 * How long a head may take, and a whole request; headers are of at most 16 KiB. After that its connection is closed. One that
 * idles is closed by its client: closed from here, a request that is under way on it would be lost.
 */
const PATIENCE = {
  keepAliveTimeout: 0,
  headersTimeout: 20_000,
  requestTimeout: 600_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
};
