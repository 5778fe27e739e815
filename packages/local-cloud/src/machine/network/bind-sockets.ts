import type { ChildProcess } from "node:child_process";
import type { Socket as DatagramSocket } from "node:dgram";
import type { Server } from "node:net";

/** Sockets of another network namespace that are this process's. */
export interface Sockets {
  readonly servers: ReadonlyMap<number, Server>;
  readonly names: DatagramSocket;
}

/**
 * What the binder hands over on the channel of the process that started it: what connects is accepted here, and nobody
 * forwards it.
 */
export async function receiveSockets(from: ChildProcess, count: number): Promise<Sockets> {
  const servers = new Map<number, Server>();
  let names: DatagramSocket | undefined;
  let complaint = "";
  from.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  try {
    return await new Promise((resolve, reject) => {
      from.once("disconnect", () => reject(new Error(`The network's sockets could not be bound: ${complaint.trim()}`)));
      from.on("message", ({ port }: { readonly port: number }, handle) => {
        if (port === 0) names = handle as DatagramSocket;
        else servers.set(port, handle as Server);
        if (names !== undefined && servers.size === count) resolve({ servers, names });
      });
    });
  } catch (error) {
    for (const server of servers.values()) server.close();
    names?.close();
    throw error;
  } finally {
    if (from.connected) from.disconnect();
  }
}

/**
 * A process enters a namespace as it starts, so a small one does that, binds the ports, and a name server's at the
 * address, hands over what it has bound and ends: `node -e BINDER ADDRESS PORT,…` with a channel.
 */
export const BINDER: string = `
const [names, ports] = process.argv.slice(1);
process.on("disconnect", () => process.exit());
for (const port of ports.split(",").map(Number)) {
  const server = new (require("node:net").Server)();
  server.listen({ host: "0.0.0.0", port, backlog: 511 }, () => process.send({ port }, server));
}
const socket = require("node:dgram").createSocket("udp4");
socket.bind(53, names, () => process.send({ port: 0 }, socket));
`;
