import type { Connection, Subscriber } from "../../cloud/network.ts";
import type { NameBook } from "./name-book.ts";
import { programBehind } from "./program-behind.ts";
import type { Stray } from "./watch-strays.ts";

/** An instance that has joined. */
export interface Neighbour extends Subscriber {
  /** A process in its network namespace. */
  readonly pid: number;
}

export interface Witness {
  /** Tells of an attempt of who is at that address and port. */
  tell(
    from: { readonly address: string; readonly port: number },
    connection: Omit<Connection, "at" | "instanceId" | "name" | "command" | "commandId">,
  ): void;
  readonly stray: (stray: Stray) => void;
}

export interface WitnessOptions {
  readonly subscriberAt: (address: string) => Neighbour | undefined;
  readonly book: NameBook;
  readonly now: () => number;
  readonly onConnection: (connection: Connection, accessKeyId?: string) => void;
}

/** Says of each attempt whose it was, and under which name it was made. */
export function createWitness({ subscriberAt, book, now, onConnection }: WitnessOptions): Witness {
  const told = new Set<string>();
  const tell: Witness["tell"] = (from, connection) => {
    const neighbour = subscriberAt(from.address);
    if (neighbour === undefined) return;
    const { protocol, address } = connection;
    const behind = protocol === "icmp" ? undefined : programBehind(neighbour.pid, protocol, from.port);
    const { accessKeyId, ...program } = behind ?? {};
    const name = book.nameOf(address);
    const whose = { at: now(), instanceId: neighbour.instanceId };
    onConnection({ ...whose, ...connection, ...(name === undefined ? {} : { name }), ...program }, accessKeyId);
  };
  return {
    tell,
    stray: ({ protocol, from, fromPort, address, port }) => {
      // The same attempt again: who is refused may not have heard it yet, or sends on from the same socket.
      const attempt = `${protocol} ${from}:${fromPort} ${address}:${port}`;
      if (told.has(attempt)) return;
      told.add(attempt);
      const at = protocol === "icmp" ? {} : { port };
      tell({ address: from, port: fromPort }, { protocol, address, ...at, outcome: "denied" });
    },
  };
}
