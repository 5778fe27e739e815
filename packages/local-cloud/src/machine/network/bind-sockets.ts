import { type ChildProcess, spawn } from "node:child_process";
import type { Socket as DatagramSocket } from "node:dgram";
import type { Server } from "node:net";

import { NAME_SERVER } from "./scripts.ts";

/** Sockets of another network namespace that are this process's. */
export interface Sockets {
  readonly servers: ReadonlyMap<number, Server>;
  readonly names: DatagramSocket;
}

/**
 * A process enters a namespace as it starts, so a small one does that, binds, hands over what it has bound and ends: what
 * connects is accepted here, and nobody forwards it.
 */
export async function bindSockets(inside: readonly string[], ports: readonly number[]): Promise<Sockets> {
  const [program = "", ...words] = inside;
  const child = spawn(program, [...words, process.execPath, "-e", BINDER, NAME_SERVER, ports.join(",")], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    detached: true,
    cwd: "/",
    env: { PATH: process.env["PATH"] ?? "" },
  });
  const servers = new Map<number, Server>();
  let names: DatagramSocket | undefined;
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => reject(new Error(`The network's sockets could not be bound: ${complaint.trim()}`)));
      child.on("message", ({ port }: { readonly port: number }, handle) => {
        if (port === 0) names = handle as DatagramSocket;
        else servers.set(port, handle as Server);
        if (names !== undefined && servers.size === ports.length) resolve({ servers, names });
      });
    });
  } catch (error) {
    for (const server of servers.values()) server.close();
    names?.close();
    throw error;
  } finally {
    dismiss(child);
  }
}

function dismiss(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  child.unref();
}

const BINDER = `
const [names, ports] = process.argv.slice(1);
process.on("disconnect", () => process.exit());
for (const port of ports.split(",").map(Number)) {
  const server = new (require("node:net").Server)();
  server.listen({ host: "0.0.0.0", port, backlog: 511 }, () => process.send({ port }, server));
}
const socket = require("node:dgram").createSocket("udp4");
socket.bind(53, names, () => process.send({ port: 0 }, socket));
`;
