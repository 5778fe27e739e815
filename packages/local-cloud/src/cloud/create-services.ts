import type { Routes } from "../wire/router.ts";
import type { Offers } from "./offers.ts";
import { addOperations } from "./operations.ts";
import type { Part } from "./part.ts";
import type { CreateService, Service } from "./service.ts";

/**
 * Creates the services one after another, what each offers told to `welcome` before the next; those that are there when one fails
 * are stopped with the stack.
 */
export async function createServices(
  creators: readonly CreateService[],
  part: Part,
  welcome: (offers: Partial<Offers>) => void,
  undo: AsyncDisposableStack,
): Promise<readonly Service[]> {
  const services: Service[] = [];
  try {
    for (const create of creators) {
      const service = await create(part);
      undo.defer(async () => await service.stop?.());
      welcome(service.offers ?? {});
      addOperations(part.operations, service);
      services.push(service);
    }
    return services;
  } catch (error) {
    for (const service of services.toReversed()) await service.endWork?.();
    throw error;
  }
}

export function offersOf(services: readonly Service[]): Partial<Offers> {
  return Object.assign({}, ...services.map(({ offers }) => offers)) as Partial<Offers>;
}

/** Where each of them is reached. */
export function routesTo(services: readonly Service[]): Routes {
  return {
    json: services.flatMap(({ json }) => json ?? []),
    query: services.flatMap(({ query }) => query ?? []),
    rest: services.flatMap(({ rest }) => rest ?? []),
    passOn: services.flatMap(({ passOn }) => passOn ?? []),
  };
}

export function joined(one: Routes, other: Routes): Routes {
  return {
    json: [...one.json, ...other.json],
    query: [...one.query, ...other.query],
    rest: [...one.rest, ...other.rest],
    passOn: [...one.passOn, ...other.passOn],
  };
}
