import { createServer, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";

import { closeServer, listen } from "./listen.ts";

/** It is there before anything answers; who comes early waits. */
export interface Entrance {
  /** Lets in who waits, and everybody from now on. */
  open(handle: RequestListener): void;
  /** Takes a connection that was made elsewhere. */
  admit(socket: Socket): void;
  close(): Promise<void>;
}

/** A port on loopback, bound from the beginning, so that its address is known. */
export interface BoundEntrance extends Entrance {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly port: number;
}

export async function bindEntrance(port: number): Promise<BoundEntrance> {
  const { server, entrance } = unbound();
  const bound = await listen(server, port);
  return { ...entrance, endpoint: `http://127.0.0.1:${bound}`, port: bound, close: () => closeServer(server) };
}

/** For connections that were made elsewhere, and for nobody else. */
export function createEntrance(): Entrance {
  return unbound().entrance;
}

function unbound(): { readonly server: Server; readonly entrance: Entrance } {
  const { promise: opened, resolve: open } = Promise.withResolvers<RequestListener>();
  const server = createServer(PATIENCE, (message, response) => void opened.then((handle) => handle(message, response)));
  const admit = (socket: Socket): void => void server.emit("connection", socket);
  return { server, entrance: { open, admit, close: async () => server.closeAllConnections() } };
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
