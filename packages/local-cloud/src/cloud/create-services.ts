import type { Routes } from "../wire/router.ts";
import type { Part } from "./part.ts";
import type { CreateService, Service } from "./service.ts";

/**
 * Creates the services one after another, each told to `welcome` before the next; those that are there when one fails
 * are stopped with the stack.
 */
export async function createServices(
  creators: readonly CreateService[],
  part: Part,
  welcome: (service: Service) => void,
  undo: AsyncDisposableStack,
): Promise<readonly Service[]> {
  const services: Service[] = [];
  try {
    for (const create of creators) {
      const service = await create(part);
      undo.defer(async () => await service.stop?.());
      welcome(service);
      services.push(service);
    }
    return services;
  } catch (error) {
    for (const service of services.toReversed()) await service.endWork?.();
    throw error;
  }
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
