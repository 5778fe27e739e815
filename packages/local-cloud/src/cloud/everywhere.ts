import type { CapacityControl } from "./capacity.ts";
import type { Machines } from "./offers.ts";
import type { Region, Regions } from "./regions.ts";
import type { CommandView } from "./views.ts";

/** What the regions have, taken together: for who looks at the cloud from outside. */
export interface Everywhere {
  readonly machines: Machines;
  readonly capacity: CapacityControl;
  readonly commands: () => readonly CommandView[];
}

/** `home` is asked about what no region has; what is said of the capacity holds in each, also in those that come. */
export function everywhereIn(regions: Regions, home: Region): Everywhere {
  const machinesIn = ({ part }: Region): Machines => part.offered("machines");
  const capacityIn = ({ part }: Region): CapacityControl => part.offered("capacity");
  const machinesOf = (id: string): Machines => {
    const has = (region: Region): boolean =>
      machinesIn(region)
        .views()
        .some(({ instanceId }) => instanceId === id);
    return machinesIn(regions.all().find(has) ?? home);
  };
  let orders: readonly ((capacity: CapacityControl) => void)[] = [];
  const order = (what: (capacity: CapacityControl) => void): void => {
    orders = [...orders, what];
    for (const region of regions.all()) what(capacityIn(region));
  };
  regions.each((region) => {
    for (const what of orders) what(capacityIn(region));
  });
  return {
    machines: {
      views: () =>
        together(
          regions,
          (region) => machinesIn(region).views(),
          ({ launchedAt }) => launchedAt,
        ),
      reclaim: (id, options) => machinesOf(id).reclaim(id, options),
      disconnect: (id, seconds) => machinesOf(id).disconnect(id, seconds),
      reconnect: (id) => machinesOf(id).reconnect(id),
    },
    capacity: {
      set: (rule) => order((capacity) => capacity.set(rule)),
      clear: () => order((capacity) => capacity.clear()),
      asked: () =>
        together(
          regions,
          (region) => capacityIn(region).asked(),
          ({ at }) => at,
        ),
    },
    commands: () =>
      together(
        regions,
        ({ part }) => part.offered("commands")(),
        ({ requestedAt }) => requestedAt,
      ),
  };
}

function together<Item>(
  regions: Regions,
  of: (region: Region) => readonly Item[],
  at: (item: Item) => number,
): readonly Item[] {
  const [first, ...more] = regions.all();
  if (first === undefined || more.length === 0) return first === undefined ? [] : of(first);
  return [first, ...more].flatMap(of).toSorted((a, b) => at(a) - at(b));
}
