import type { RequestListener } from "node:http";

/** What instances reach besides this cloud and each other. */
export interface NetworkOptions {
  /**
   * Destinations as `host:port`: a name, `*.name` for all below it, an IPv4 address, or `localhost` for this machine. What
   * is not named is refused at once, as by a network without a route, and listed. `"*"` gives instances this machine's
   * own network, and nothing is seen of it then. @default nothing
   */
  readonly allow?: readonly string[];
}

/** Which network the instances of a cloud have. */
export interface NetworkChoice {
  /** `own`: they reach this cloud, each other and what is allowed; `shared`: whatever this machine reaches. */
  readonly kind: "own" | "shared";
  /** Why it is shared. */
  readonly reason?: string;
  /** Why attempts to reach a bare address are refused without being listed, where that is so. */
  readonly unseen?: string;
}

/** An attempt of an instance to reach what is neither this cloud nor another instance. */
export interface Connection {
  /** Milliseconds since 1970 by the cloud's clock. */
  readonly at: number;
  readonly instanceId: string;
  readonly protocol: "tcp" | "udp" | "icmp";
  readonly address: string;
  /** Absent where the protocol has none. */
  readonly port?: number;
  /** What the instance had asked for, where it had asked by name. */
  readonly name?: string;
  /** The program and its words, where it could be found. */
  readonly command?: string;
  /** The command of SSM that it belongs to, where its environment says so. */
  readonly commandId?: string;
  readonly outcome: "denied" | "reached" | "failed";
}

/** The network of a cloud's instances. */
export interface Network {
  /** The access key id that whoever is at that address and port was started with, where it can be seen. */
  keyAt(address: string, port: number): string | undefined;
  /** A line for an instance, which is dead until somebody joins it. */
  line(subscriber: Subscriber): Line;
  close(): Promise<void>;
}

/** Who is at the end of a line. */
export interface Subscriber {
  readonly instanceId: string;
  readonly address: string;
  readonly hostname: string;
  /** Its metadata service. */
  readonly metadata: RequestListener;
}

/** An instance's way into the network. */
export interface Line {
  readonly address: string;
  /** The words that start a program where it may make a network namespace that can join. */
  entry(): Promise<readonly string[]>;
  /** Connects the network namespace of that process. Resolves with what `ip -batch` has still to do in it. */
  join(pid: number): Promise<string>;
  /** Resolves when everything can be reached from there. */
  answers(): Promise<void>;
  leave(): void;
}
