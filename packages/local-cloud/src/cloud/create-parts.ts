import { join } from "node:path";

import { type Clock, outsiders, wallClock } from "@alpha-engine/asl";

import { createAddresses } from "./addresses.ts";
import { createBus } from "./bus.ts";
import { createDoor } from "./door/door.ts";
import { cloudEnvironment } from "./environment.ts";
import { NO_JOURNAL, openJournal } from "./kept/journal.ts";
import type { Connection, Network } from "./network.ts";
import type { Offers } from "./offers.ts";
import type { LocalCloudOptions } from "./options.ts";
import type { Part } from "./part.ts";
import { type Place, placeOf } from "./place.ts";
import type { SandboxChoice } from "./sandbox-choice.ts";
import { timingsInSeconds } from "./timings.ts";
import { clockUntil, journalUntil } from "./until-stopped.ts";

export interface Beginning {
  readonly options: LocalCloudOptions;
  /** The cloud's folder, which is there. */
  readonly directory: string;
  readonly sandbox: SandboxChoice;
  /** Makes the network of its instances, where it is their own. */
  readonly createNetwork?: (now: () => number, onConnection: (connection: Connection) => void) => Network;
  /** Where the cloud listens. */
  readonly endpoint: string;
  /** Aborted when the cloud has stopped. */
  readonly stopped: AbortSignal;
  /** The region of who says none, and the account. */
  readonly home: Place;
  /** Where a region keeps what is to survive a restart; `undefined` where nothing is kept. */
  readonly state: (region: string) => string | undefined;
}

/** The cloud as the services of one region see it, and how what each of them offers becomes known to those after it. */
export interface RegionalPart {
  readonly part: Part;
  readonly welcome: (offers: Partial<Offers>) => void;
}

/** The part of each region, one and the same at every time: they share all but their place, what is kept, and their offers. */
export function createParts(beginning: Beginning): (region: string) => RegionalPart {
  const { options, directory, sandbox, endpoint, stopped, home, state } = beginning;
  const { faults = {} } = options;
  const clock = clockUntil(stopped, skewed(options.clock ?? wallClock(), faults.clockSkewSeconds ?? 0));
  const bus = createBus();
  const shared = {
    clock,
    outsiders: outsiders(clock),
    began: clock.now(),
    directory,
    bus,
    options,
    faults,
    timings: timingsInSeconds(options.timings),
    sandbox,
    network: beginning.createNetwork?.(
      () => clock.now(),
      (connection) => bus.emit({ type: "connection", ...connection }),
    ),
    newAddress: createAddresses(),
    door: createDoor({
      faults,
      stopped,
      allowed: options.allow ?? {},
      notModelled: ({ service, operation }, why) =>
        bus.emit({ type: "not-modelled", at: clock.now(), asked: `${service}:${operation}`, why }),
    }),
    operations: new Map<string, Set<string>>(),
  };
  const parts = new Map<string, RegionalPart>();
  const make = (region: string): RegionalPart => {
    const offers: Partial<Offers> = {};
    const kept = state(region);
    const part: Part = {
      ...shared,
      ...placeOf(region, home.accountId),
      keptFolder: (name) => kept && join(kept, name),
      journal: kept === undefined ? NO_JOURNAL : journalUntil(stopped, openJournal(join(kept, "journal.jsonl"))),
      environment: cloudEnvironment(region, endpoint),
      offered: (name) => {
        const offer = offers[name];
        if (offer === undefined) throw new Error(`No service that was created before offers ${name}`);
        return offer;
      },
    };
    return { part, welcome: (more) => void Object.assign(offers, more) };
  };
  return (region) => {
    const known = parts.get(region) ?? make(region);
    parts.set(region, known);
    return known;
  };
}

function skewed(clock: Clock, seconds: number): Clock {
  return seconds === 0 ? clock : { ...clock, now: () => clock.now() + seconds * 1000 };
}
