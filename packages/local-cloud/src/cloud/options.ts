import type { Clock } from "@alpha-engine/asl";

import type { Allowed } from "../wire/foreign.ts";
import type { CapacityOptions } from "./capacity.ts";
import type { Faults } from "./faults.ts";
import type { Image } from "./image.ts";
import type { Invent } from "./invent.ts";
import type { LambdaFunction } from "./lambda-function.ts";
import type { NetworkOptions } from "./network.ts";
import type { StandIns } from "./stand-in.ts";
import type { Subnet } from "./subnet.ts";
import type { Timings } from "./timings.ts";

/** What there is in a local cloud, what goes wrong in it, how its time passes and where it leaves everything. */
export interface LocalCloudOptions {
  /** The folder for everything the cloud leaves: `s3/<bucket>/<key>`, `instances/<id>/`, `sns.jsonl`, `metrics.jsonl`. */
  readonly directory: string;
  /** @default wallClock() */
  readonly clock?: Clock;
  /** The router's port on 127.0.0.1. @default 0, any free one */
  readonly port?: number;
  /** Where a request is for that says none; every other region is there too, apart. @default "us-east-1" */
  readonly region?: string;
  /** The account to which everything belongs, twelve digits. @default "000000000000" */
  readonly account?: string;
  /** What comes in besides signed requests of programs of this machine: of web pages, by other names, unsigned. @default nothing */
  readonly allow?: Allowed;
  /** What an instance finds on its disk, by ImageId. Without this option any ImageId boots an empty machine. */
  readonly images?: Readonly<Record<string, Image>>;
  /** Lambda functions by name. */
  readonly functions?: Readonly<Record<string, LambdaFunction>>;
  /** What tasks of state machines answer in place of what they name, by state, resource or `service:action`. */
  readonly standIns?: StandIns;
  /** The same for the executions of one state machine, by its name, in place of those for any. */
  readonly standInsOf?: Readonly<Record<string, StandIns>>;
  /** What takes the place of what tasks of state machines ask for and is not there. @default they fail */
  readonly invent?: Invent;
  readonly faults?: Faults;
  /** How much there is of which instance type in which zone, from when to when. @default any number of everything */
  readonly capacity?: CapacityOptions;
  /** The subnets by id. Without this option any subnet id exists, and its last letter is its zone. */
  readonly subnets?: Readonly<Record<string, Subnet>>;
  /** `auto` takes namespaces where the kernel allows them. @default "auto" */
  readonly sandbox?: "auto" | "namespaces" | "plain";
  /**
   * What instances reach besides the cloud and each other, where they are in namespaces; elsewhere they have this machine's
   * network. @default nothing
   */
  readonly network?: NetworkOptions;
  readonly timings?: Partial<Timings>;
  /**
   * Keeps what is made here in `directory`, and begins with what an earlier cloud left there: objects, topics, queues,
   * tables, parameters, state machines, executions, commands, logs. Machines do not survive. @default false
   */
  readonly keep?: boolean;
}
