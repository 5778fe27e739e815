import type { Routes } from "../wire/router.ts";
import type { RegionalPart } from "./create-parts.ts";
import { createServices, routesTo } from "./create-services.ts";
import type { Offers } from "./offers.ts";
import type { Part } from "./part.ts";
import type { CreateService, Service } from "./service.ts";

/** A region that something was asked of: its services, apart from those of every other one. */
export interface Region {
  readonly part: Part;
  readonly routes: Routes;
}

export interface Regions {
  /** Makes it when it is asked for first. */
  of(region: string): Promise<Region>;
  /** Those that there are, the first one first. */
  all(): readonly Region[];
  /** Called for each that there is, and that there will be. */
  each(visit: (region: Region) => void): void;
  /** No new one any more, and those that there are end what they do by themselves. Safe again. */
  endWork(): Promise<void>;
  stop(): Promise<void>;
}

export interface RegionsOptions {
  readonly creators: readonly CreateService[];
  readonly partOf: (region: string) => RegionalPart;
  /** What services that are in no region offer to those of each. */
  readonly offers: Partial<Offers>;
}

interface Living extends Region {
  readonly services: readonly Service[];
  readonly undo: AsyncDisposableStack;
}

export function createRegions({ creators, partOf, offers }: RegionsOptions): Regions {
  const asked = new Map<string, Promise<Living>>();
  const all: Living[] = [];
  const visitors: ((region: Region) => void)[] = [];
  let ended: Promise<void> | undefined;
  const make = async (name: string): Promise<Living> => {
    if (ended !== undefined) throw new Error("The local cloud is stopping");
    const { part, welcome } = partOf(name);
    welcome(offers);
    const undo = new AsyncDisposableStack();
    try {
      const services = await createServices(creators, part, welcome, undo);
      const region = { part, services, routes: routesTo(services), undo };
      all.push(region);
      for (const visit of visitors) visit(region);
      return region;
    } catch (error) {
      await undo.disposeAsync();
      throw error;
    }
  };
  const endWork = async (): Promise<void> => {
    await Promise.allSettled(asked.values());
    for (const { services } of all) {
      for (const service of services.toReversed()) await service.endWork?.();
    }
  };
  return {
    of: (name) => {
      const known = asked.get(name);
      if (known !== undefined) return known;
      const made = make(name);
      asked.set(name, made);
      made.catch(() => asked.delete(name));
      return made;
    },
    all: () => all,
    each: (visit) => {
      visitors.push(visit);
      for (const region of all) visit(region);
    },
    endWork: () => (ended ??= endWork()),
    stop: async () => {
      for (const { undo } of all.toReversed()) await undo.disposeAsync();
    },
  };
}
