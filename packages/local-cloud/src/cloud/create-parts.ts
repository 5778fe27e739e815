import { join } from "node:path";

import { type Clock, outsiders, wallClock } from "@alpha-engine/asl";

import { createAddresses } from "./addresses.ts";
import { createBus } from "./bus.ts";
import { createCallers } from "./callers/callers.ts";
import { createCallerOf } from "./door/caller-of.ts";
import { createDoor } from "./door/door.ts";
import { cloudEnvironment } from "./environment.ts";
import { createHosts } from "./hosts.ts";
import { NO_JOURNAL, openJournal } from "./kept/journal.ts";
import type { Connection, Network } from "./network.ts";
import type { Offers } from "./offers.ts";
import type { LocalCloudOptions } from "./options.ts";
import type { Part } from "./part.ts";
import { type Place, placeOf } from "./place.ts";
import { createRemotes } from "./remotes.ts";
import type { SandboxChoice } from "./sandbox-choice.ts";
import { timingsInSeconds } from "./timings.ts";
import { clockUntil, journalUntil } from "./until-stopped.ts";
import type { CommandView } from "./views.ts";

export interface Beginning {
  readonly options: LocalCloudOptions;
  /** The cloud's folder, which is there. */
  readonly directory: string;
  readonly sandbox: SandboxChoice;
  /** Makes the network of its instances, where it is their own. */
  readonly createNetwork?: (now: () => number, onConnection: (connection: Connection, key?: string) => void) => Network;
  /** The access key id that the program of this machine at that address and port was started with. */
  readonly keyBehind: (address: string, port: number) => string | undefined;
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
  const { endpoint, stopped, home, state } = beginning;
  const parts = new Map<string, RegionalPart>();
  const everyOffer: Partial<Offers>[] = [];
  const shared = createShared(beginning, (instanceId) => runningOn(instanceId, everyOffer));
  const make = (region: string): RegionalPart => {
    const offers: Partial<Offers> = {};
    everyOffer.push(offers);
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

type Own = "partition" | "region" | "accountId" | "keptFolder" | "journal" | "environment" | "offered";

/** What the parts of all regions have in common. */
function createShared(
  { options, directory, sandbox, stopped, createNetwork, keyBehind }: Beginning,
  running: (instanceId: string) => readonly string[],
): Omit<Part, Own> {
  const { faults = {} } = options;
  const clock = clockUntil(stopped, skewed(options.clock ?? wallClock(), faults.clockSkewSeconds ?? 0));
  const bus = createBus();
  const callers = createCallers();
  const network = createNetwork?.(
    () => clock.now(),
    (connection, key) =>
      bus.emit({
        type: "connection",
        ...connection,
        ...callers.during(callers.withKey(key ?? ""), () => callers.asker()),
      }),
  );
  const door = createDoor({
    faults,
    stopped,
    allowed: options.allow ?? {},
    callers,
    callerOf: createCallerOf({
      callers,
      keyBehind: (address, port) => network?.keyAt(address, port) ?? keyBehind(address, port),
      running,
    }),
    answered: (call, outcome) => {
      if (!stopped.aborted) bus.emit({ type: "call", at: clock.now(), ...call, ...callers.asker(), outcome });
    },
    notModelled: ({ service, operation }, why) => {
      const asked = `${service}:${operation}`;
      bus.emit({ type: "not-modelled", at: clock.now(), asked, why, ...callers.asker() });
    },
  });
  return {
    clock,
    outsiders: outsiders(clock),
    began: clock.now(),
    directory,
    bus,
    callers,
    options,
    faults,
    timings: timingsInSeconds(options.timings),
    sandbox,
    network,
    hosts: createHosts(),
    remotes: createRemotes(join(directory, "remotes")),
    newAddress: createAddresses(),
    door,
    operations: new Map<string, Set<string>>(),
  };
}

function runningOn(instanceId: string, offers: readonly Partial<Offers>[]): readonly string[] {
  const commands = offers.flatMap((each) => each.commands?.() ?? []);
  const isOn = (command: CommandView): boolean => command.instanceId === instanceId && command.status === "InProgress";
  return commands.filter(isOn).map(({ commandId }) => commandId);
}

function skewed(clock: Clock, seconds: number): Clock {
  return seconds === 0 ? clock : { ...clock, now: () => clock.now() + seconds * 1000 };
}
