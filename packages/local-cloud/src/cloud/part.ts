import type { Clock } from "@alpha-engine/asl";

import type { JsonService } from "../wire/protocols.ts";
import type { CloudEvent } from "./bus.ts";
import type { Journal } from "./kept/journal.ts";

/** What a service of its own folder gets to know of the cloud that it joins. */
export interface PartContext {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** The cloud's folder. */
  readonly directory: string;
  /** Variables that lead a client or a program to this cloud; complete by the first request. */
  readonly environment: Readonly<Record<string, string>>;
  /** What is put in it is there again after a restart. */
  readonly journal: Journal;
  readonly emit: (event: CloudEvent) => void;
}

/** A service that joins the router and is stopped with the cloud. */
export interface Part {
  readonly service: JsonService;
  stop(): Promise<void>;
}
