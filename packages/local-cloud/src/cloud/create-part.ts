import { join } from "node:path";

import { type Clock, wallClock } from "@alpha-engine/asl";

import { createBus } from "./bus.ts";
import { createDoor } from "./door/door.ts";
import { cloudEnvironment } from "./environment.ts";
import { NO_JOURNAL, openJournal } from "./kept/journal.ts";
import type { Offers } from "./offers.ts";
import type { LocalCloudOptions } from "./options.ts";
import type { Part } from "./part.ts";
import type { SandboxChoice } from "./sandbox-choice.ts";
import type { Service } from "./service.ts";
import { timingsInSeconds } from "./timings.ts";

/** The account everything here belongs to. */
const ACCOUNT = "000000000000";

export interface Beginning {
  readonly options: LocalCloudOptions;
  /** The cloud's folder, which is there. */
  readonly directory: string;
  /** Where what is to survive a restart is kept; `undefined` where nothing is. */
  readonly state: string | undefined;
  readonly sandbox: SandboxChoice;
  /** Where the cloud listens. */
  readonly endpoint: string;
}

/** The cloud as its services see it, and the way in which each of them becomes known to those after it. */
export function createPart({ options, directory, state, sandbox, endpoint }: Beginning): {
  readonly part: Part;
  readonly welcome: (service: Service) => void;
} {
  const { region = "us-east-1", faults = {} } = options;
  const environment = cloudEnvironment(region, endpoint);
  const offers: Partial<Offers> = {};
  const part: Part = {
    clock: skewed(options.clock ?? wallClock(), faults.clockSkewSeconds ?? 0),
    region,
    accountId: ACCOUNT,
    directory,
    keptFolder: (name) => state && join(state, name),
    journal: state === undefined ? NO_JOURNAL : openJournal(join(state, "journal.jsonl")),
    bus: createBus(),
    environment,
    options,
    faults,
    timings: timingsInSeconds(options.timings),
    sandbox,
    door: createDoor(faults),
    offered: (name) => {
      const offer = offers[name];
      if (offer === undefined) throw new Error(`No service that was created before offers ${name}`);
      return offer;
    },
  };
  return {
    part,
    welcome: (service) => {
      Object.assign(environment, service.variables);
      Object.assign(offers, service.offers);
    },
  };
}

function skewed(clock: Clock, seconds: number): Clock {
  return seconds === 0 ? clock : { ...clock, now: () => clock.now() + seconds * 1000 };
}
