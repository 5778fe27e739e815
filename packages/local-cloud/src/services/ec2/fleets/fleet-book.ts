import type { Journal } from "../../../cloud/kept/journal.ts";
import { keptMap } from "../../../cloud/kept/kept-map.ts";
import type { FleetRecord } from "./fleet-record.ts";

/** EC2 fleets of type `instant`: they launch once, in one call, and stay behind as a record. */
export interface FleetBook {
  all(): readonly FleetRecord[];
  find(fleetId: string): FleetRecord | undefined;
  /** A new one, or one of which something has changed. */
  changed(record: FleetRecord): void;
}

export function createFleetBook(journal: Journal): FleetBook {
  const fleets = keptMap(
    journal,
    "fleet",
    (record: FleetRecord) => ({ ...record, tags: [...record.tags] }),
    (kept): FleetRecord => ({ ...kept, tags: new Map(kept.tags) }),
  );
  return {
    all: () => [...fleets.values()],
    find: (fleetId) => fleets.get(fleetId),
    changed: (record) => void fleets.set(record.fleetId, record),
  };
}
