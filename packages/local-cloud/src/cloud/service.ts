import type { JsonService, PassOn, QueryService, RestService } from "../wire/protocols.ts";
import type { Offers } from "./offers.ts";
import type { Part } from "./part.ts";

/** A service that has joined the cloud: how it is reached, what it offers, how it ends. */
export interface Service {
  readonly json?: JsonService;
  readonly query?: QueryService;
  readonly rest?: RestService;
  readonly passOn?: PassOn;
  /** By service as in the SigV4 scope: what it answers besides what `json` and `query` list. */
  readonly operations?: Readonly<Record<string, readonly string[]>>;
  readonly offers?: Partial<Offers>;
  /** Ends what it does by itself, while requests are still answered. */
  endWork?(): Promise<void>;
  /** Ends the rest, when no request comes any more. */
  stop?(): Promise<void>;
}

/** Joins the cloud; nothing comes in before all services have. */
export type CreateService = (part: Part) => Service | Promise<Service>;
