import type { Clock } from "@alpha-engine/asl";

import type { Journal } from "../../../cloud/kept/journal.ts";
import { keptMap } from "../../../cloud/kept/kept-map.ts";
import { hex } from "../requests/random-id.ts";
import type { Volume, VolumeSpec } from "./volume.ts";

export interface VolumeBook {
  all(): readonly Volume[];
  of(instanceId: string): readonly Volume[];
  create(specs: readonly VolumeSpec[], place: VolumePlace, tags: ReadonlyMap<string, string> | undefined): void;
  /** Its instance has ended: what was to end with it is deleted, the rest becomes available, an orphan. */
  release(instanceId: string): void;
  delete(volume: Volume): void;
  /** Something about it has changed. */
  changed(volume: Volume): void;
}

export interface VolumePlace {
  readonly instanceId: string;
  readonly availabilityZone: string;
}

type KeptVolume = Omit<Volume, "tags"> & { readonly tags: readonly (readonly [string, string])[] };

/** The disks there are: names and states, no bytes; what becomes of them: EC2 user guide, terminating-instances (2023-06). */
export function createVolumeBook(clock: Clock, journal: Journal): VolumeBook {
  const volumes = keptMap(
    journal,
    "volume",
    (volume: Volume): KeptVolume => ({ ...volume, tags: [...volume.tags] }),
    (kept): Volume => ({ ...kept, instanceId: kept.instanceId, tags: new Map(kept.tags) }),
  );
  const of = (instanceId: string): readonly Volume[] =>
    [...volumes.values()].filter((volume) => volume.instanceId === instanceId);
  return {
    all: () => [...volumes.values()],
    of,
    create: (specs, { instanceId, availabilityZone }, tags) => {
      for (const spec of specs) {
        const volumeId = `vol-0${hex(16)}`;
        const made = { availabilityZone, createdAt: clock.now(), instanceId, tags: new Map(tags) };
        volumes.set(volumeId, { ...spec, ...made, volumeId });
      }
    },
    release: (instanceId) => {
      for (const volume of of(instanceId)) {
        volume.instanceId = undefined;
        if (volume.deleteOnTermination) volumes.delete(volume.volumeId);
        else volumes.set(volume.volumeId, volume);
      }
    },
    delete: (volume) => void volumes.delete(volume.volumeId),
    changed: (volume) => void volumes.set(volume.volumeId, volume),
  };
}
