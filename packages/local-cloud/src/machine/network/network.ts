import type { RequestListener } from "node:http";
import type { Server, Socket } from "node:net";

import type { Connection, Line, Network, NetworkOptions, Subscriber } from "../../cloud/network.ts";
import { type BoundEntrance, createEntrance } from "../../wire/entrance.ts";
import { type Destination, destinationsOf } from "./destinations.ts";
import { createNameBook, type NameBook } from "./name-book.ts";
import { serveNames } from "./name-server.ts";
import { programBehind } from "./program-behind.ts";
import { relay } from "./relay.ts";
import { NEEDS_ENTRY, openRouter, type Router } from "./router.ts";
import { joinBatch, METADATA_ADDRESS } from "./scripts.ts";
import { hearStrays, type Stray } from "./watch-strays.ts";
import { createWitness, type Neighbour } from "./witness.ts";

export interface NetworkEnds {
  /** The cloud, which instances find on their loopback as this machine does. */
  readonly entrance: BoundEntrance;
  readonly options: NetworkOptions;
  readonly now: () => number;
  /** `accessKeyId` is what the program was started with. */
  readonly onConnection: (connection: Connection, accessKeyId?: string) => void;
}

/** What is there while somebody may need it. */
interface Running {
  readonly router: Router;
  /** Rejects when nothing of the cloud can be reached. */
  readonly answering: Promise<unknown>;
  close(): Promise<void>;
}

/** Nothing of it is there before the first instance needs it. */
export function createNetwork({ entrance, options, now, onConnection }: NetworkEnds): Network {
  const destinations = destinationsOf(options);
  const neighbours = new Map<string, Neighbour>();
  const book = createNameBook(destinations, (hostname) => {
    return [...neighbours.values()].find((each) => each.hostname === hostname)?.address;
  });
  const metadata = createEntrance();
  metadata.open((request, response) => {
    const answer = neighbours.get(request.socket.remoteAddress ?? "")?.metadata ?? gone;
    answer(request, response);
  });
  const witness = createWitness({ subscriberAt: (address) => neighbours.get(address), book, now, onConnection });
  const accept = (socket: Socket): void => {
    const { localAddress = "", localPort = 0, remoteAddress = "", remotePort = 0 } = socket;
    if (localAddress === METADATA_ADDRESS && localPort === 80) return metadata.admit(socket);
    if (localAddress === "127.0.0.1" && localPort === entrance.port) return entrance.admit(socket);
    const to = book.destinationAt(localAddress);
    if (to === undefined || !to.ports.includes(localPort)) return void socket.resetAndDestroy();
    const connection = { protocol: "tcp", address: localAddress, port: localPort } as const;
    relay(socket, { host: to.host, port: localPort }, (outcome) => {
      witness.tell({ address: remoteAddress, port: remotePort }, { ...connection, outcome });
    });
  };
  let running: Promise<Running> | undefined;
  let closed = false;
  const started = async (): Promise<Running> => {
    if (closed) throw new Error("the network is closed");
    running ??= run(destinations, entrance.port, { accept, book, onStray: witness.stray });
    return await running;
  };
  let lines = 0;
  const join = async (subscriber: Subscriber, pid: number): Promise<string> => {
    const { router } = await started();
    const { address } = subscriber;
    neighbours.set(address, { ...subscriber, pid });
    lines += 1;
    await router.plug({ pid, address, line: `line${lines}` });
    return joinBatch(address, loopback(entrance.port, destinations));
  };
  const leave = (address: string): void => {
    neighbours.delete(address);
    running?.then(({ router }) => router.unplug(address)).catch(() => {});
  };
  return {
    keyAt: (address, port) => {
      const pid = neighbours.get(address)?.pid;
      return pid === undefined ? undefined : programBehind(pid, "tcp", port)?.accessKeyId;
    },
    line: (subscriber): Line => {
      // It will be needed, and takes longer to come than what an instance has to do before.
      started().catch(() => {});
      return {
        address: subscriber.address,
        entry: async () => (NEEDS_ENTRY ? (await started()).router.beside : []),
        join: (pid) => join(subscriber, pid),
        answers: async () => void (await (await started()).answering),
        leave: () => leave(subscriber.address),
      };
    },
    close: async () => {
      closed = true;
      const was = await running?.catch(() => undefined);
      await was?.close();
      await metadata.close();
    },
  };
}

interface Hearers {
  readonly accept: (socket: Socket) => void;
  readonly book: NameBook;
  readonly onStray: (stray: Stray) => void;
}

async function run(destinations: readonly Destination[], port: number, hearers: Hearers): Promise<Running> {
  const ports = new Set([80, port, ...destinations.flatMap((each) => each.ports)]);
  const router = await openRouter(destinations, [...ports]);
  const unwatch = router.seen ? hearStrays(router.watcher, hearers.onStray) : async () => {};
  const connected = new Set<Socket>();
  const answering = router.sockets.then((sockets) => {
    for (const server of sockets.servers.values()) hear(server, hearers.accept, connected);
    serveNames(sockets.names, (name) => hearers.book.addressOf(name));
    return sockets;
  });
  answering.catch(() => {});
  return {
    router,
    answering,
    close: async () => {
      const sockets = await answering.catch(() => undefined);
      sockets?.names.close();
      for (const socket of connected) socket.destroy();
      await Promise.all([...(sockets?.servers.values() ?? [])].map(closed));
      await Promise.all([unwatch(), router.close()]);
    },
  };
}

function hear(server: Server, accept: (socket: Socket) => void, connected: Set<Socket>): void {
  // Who has said everything may still be answered.
  Object.assign(server, { allowHalfOpen: true });
  server.on("error", () => {});
  server.on("connection", (socket) => {
    connected.add(socket.setNoDelay(true));
    socket.once("close", () => connected.delete(socket));
    accept(socket);
  });
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** What an instance finds on its own loopback although it is not there. */
function loopback(port: number, destinations: readonly Destination[]): readonly (readonly [string, number])[] {
  const local = destinations.filter((each) => each.local);
  return [["127.0.0.1", port], ...local.flatMap(({ host, ports }) => ports.map((each) => [host, each] as const))];
}

const gone: RequestListener = (_, response) => void response.writeHead(404).end();
