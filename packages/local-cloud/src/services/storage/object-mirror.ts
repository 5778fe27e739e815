import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Bus } from "../../cloud/bus.ts";
import { removeObject, writeObject } from "./object-file.ts";
import type { StoredName } from "./storage-request.ts";

export interface MirrorOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly bus: Bus;
}

export interface ObjectMirror {
  /** Brings the file of an object up to what `fetch` says it holds; `undefined` when there is no such object. */
  update(name: StoredName, fetch: () => Promise<Buffer | undefined>): Promise<void>;
}

/** Every object is a file `<directory>/s3/<bucket>/<key>` by the time its writer hears that it is written. */
export function createObjectMirror({ directory, clock, bus }: MirrorOptions): ObjectMirror {
  const root = join(directory, "s3");
  // One after another: the last to be written is what the store holds, and folders do not vanish under a writer.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    update: async ({ bucket, key }, fetch) => {
      const work = turn.then(async () => {
        const body = await fetch();
        if (body === undefined) return await removeObject(root, bucket, key);
        const file = await writeObject(root, bucket, key, body);
        bus.emit({ type: "object", at: clock.now(), bucket, key, file, size: body.length });
      });
      turn = work.catch(() => {});
      await work;
    },
  };
}
