import type { Clock, Outsiders } from "@alpha-engine/asl";

import type { Door } from "../wire/door.ts";
import type { Bus } from "./bus.ts";
import type { Callers } from "./callers/callers.ts";
import type { Faults } from "./faults.ts";
import type { Hosts } from "./hosts.ts";
import type { Journal } from "./kept/journal.ts";
import type { Network } from "./network.ts";
import type { Offers } from "./offers.ts";
import type { LocalCloudOptions } from "./options.ts";
import type { Place } from "./place.ts";
import type { Remotes } from "./remotes.ts";
import type { SandboxChoice } from "./sandbox-choice.ts";
import type { Seconds } from "./timings.ts";

/** What a service gets to know of the cloud that it joins, and of the region in which it does. */
export interface Part extends Place {
  readonly clock: Clock;
  /** Programs that nobody here started, for whom the clock waits where they may come. */
  readonly outsiders: Outsiders;
  /** When the cloud began, on its clock. */
  readonly began: number;
  /** The cloud's folder. */
  readonly directory: string;
  /** A folder for what a service itself keeps over a restart, in this region; `undefined` where nothing is kept. */
  readonly keptFolder: (name: string) => string | undefined;
  /** What is put in it is there again after a restart. */
  readonly journal: Journal;
  readonly bus: Bus;
  readonly callers: Callers;
  /** Variables that lead a client or a program to this cloud, and to this region of it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly options: LocalCloudOptions;
  readonly faults: Faults;
  readonly timings: Seconds;
  readonly sandbox: SandboxChoice;
  /** Of its instances, where it is their own. */
  readonly network: Network | undefined;
  /** Its instances, in all regions, as they reach each other. */
  readonly hosts: Hosts;
  readonly remotes: Remotes;
  /** A private address that no instance of the cloud has had. */
  readonly newAddress: () => string;
  readonly door: Door;
  /** What answers, in any region; complete by the first request. */
  readonly operations: Map<string, Set<string>>;
  /** What a service that came before offers; throws where none does. */
  offered<Name extends keyof Offers>(name: Name): Offers[Name];
}
