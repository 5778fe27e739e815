import type { IncomingMessage, ServerResponse } from "node:http";

import type { ServiceError } from "./service-error.ts";
import type { Call } from "./which-operation.ts";

/** What every request goes through before a service sees it. */
export interface Door {
  /** Lets `serve` know who sent the request. */
  attended<Value>(message: IncomingMessage, serve: () => Value): Value;
  /** Why a request is not let in, before anything else of it is looked at than its head. */
  refuseEntry(message: IncomingMessage): EntryRefusal | undefined;
  /** Throws what the request is refused with; otherwise says what becomes of its connection. */
  admit(call: Call, message: IncomingMessage): Promise<Admission>;
  /** Is told how a call that was admitted, or refused, was answered: `ok`, the error's code, or `reset`. */
  answered(call: Call, outcome: string): void;
  /** Sets what every answer carries. */
  stamp(response: ServerResponse): void;
  /** Is told that the answer to a call is an error for the one reason that this cloud does not model what was asked. */
  notModelled(call: Call, what: string): void;
  /** How often each operation was called, by `service:Operation`. */
  readonly calls: ReadonlyMap<string, number>;
}

/** In the words of a service, named as in the SigV4 scope; empty where it cannot be told. */
export type EntryRefusal = (service: string) => ServiceError;

/** The request is answered; or its connection is reset at once, or in place of the answer. */
export type Admission = "answer" | "reset" | "reset-after";
