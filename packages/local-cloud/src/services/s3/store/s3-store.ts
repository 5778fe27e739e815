import { join } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Bus } from "../../../cloud/bus.ts";
import type { Callers } from "../../../cloud/callers/callers.ts";
import type { Faults } from "../../../cloud/faults.ts";
import type { Journal } from "../../../cloud/kept/journal.ts";
import { type ByteFiles, openByteFiles } from "../bytes/byte-files.ts";
import { halved } from "./halved.ts";
import { keptAsIs } from "./kept-as-is.ts";
import { insert, remove, toOrder } from "./key-index.ts";
import { createObjectView } from "./object-view.ts";
import type { Bucket, StoredObject } from "./records.ts";
import { openUploadBook, type UploadBook } from "./upload-book.ts";

export interface S3StoreOptions {
  /** The cloud's folder. */
  readonly directory: string;
  /** Where the bytes are. */
  readonly bytes: string;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly bus: Bus;
  readonly callers: Callers;
  readonly faults: Pick<Faults, "object">;
  /** Aborted when no more bytes are to be written. */
  readonly ending: AbortSignal;
}

/**
 * Buckets, objects and uploads. Every change is made at once, between two turns of the event loop: what is asked before it
 * and done with it belongs together, and nobody sees half of it.
 */
export interface S3Store extends UploadBook {
  readonly files: ByteFiles;
  now(): number;
  readonly buckets: ReadonlyMap<string, Bucket>;
  putBucket(bucket: Bucket): void;
  removeBucket(name: string): void;
  /** The keys of a bucket in their order, as texts that order them. */
  keys(bucket: string): readonly string[];
  object(bucket: string, key: string): StoredObject | undefined;
  /** Puts an object in place of what had its name. */
  putObject(bucket: string, key: string, object: StoredObject): void;
  /** Changes what is said of an object, not its bytes. */
  describe(bucket: string, key: string, object: StoredObject): void;
  removeObject(bucket: string, key: string): void;
}

export function openS3Store({
  directory,
  bytes,
  journal,
  clock,
  bus,
  callers,
  faults,
  ending,
}: S3StoreOptions): S3Store {
  const files = openByteFiles(bytes, ending);
  const view = createObjectView(join(directory, "s3"));
  const buckets = keptAsIs<Bucket>(journal, "s3-buckets");
  const objects = keptAsIs<StoredObject>(journal, "s3-objects");
  const { book, overtake, partFiles } = openUploadBook(journal, files);
  const keys = new Map<string, string[]>([...buckets.keys()].map((name) => [name, []]));
  tidy(files, objects, partFiles(), keys);
  for (const [name, { file }] of objects) view.show(...bucketAndKey(name), files.path(file));

  const removeObject = (bucket: string, key: string): void => {
    const name = `${bucket}/${key}`;
    const before = objects.get(name);
    if (before === undefined) return;
    objects.delete(name);
    remove(keys.get(bucket) ?? [], toOrder(key));
    overtake(bucket, key);
    view.hide(bucket, key);
    files.remove(before.file);
  };

  return {
    ...book,
    files,
    now: () => clock.now(),
    buckets,
    putBucket: (bucket) => {
      buckets.set(bucket.name, bucket);
      if (!keys.has(bucket.name)) keys.set(bucket.name, []);
    },
    removeBucket: (name) => {
      for (const { id } of book.uploads(name)) book.removeUpload(id);
      buckets.delete(name);
      keys.delete(name);
      view.forget(name);
    },
    keys: (bucket) => keys.get(bucket) ?? [],
    object: (bucket, key) => objects.get(`${bucket}/${key}`),
    putObject: (bucket, key, given) => {
      const name = `${bucket}/${key}`;
      const before = objects.get(name);
      const fault = faults.object?.({ bucket, key, size: given.size, ...callers.asker() });
      if (fault === "missing" || fault === "stale") {
        files.remove(given.file);
        if (fault === "missing") removeObject(bucket, key);
        return;
      }
      const object = fault === "truncated" ? halved(given, files.path(given.file)) : given;
      try {
        objects.set(name, object);
      } catch (error) {
        files.remove(object.file);
        throw error;
      }
      insert(keys.get(bucket) ?? [], toOrder(key));
      overtake(bucket, key);
      const file = view.show(bucket, key, files.path(object.file));
      if (before !== undefined) files.remove(before.file);
      bus.emit({ type: "object", at: clock.now(), bucket, key, file, size: object.size, ...callers.asker() });
    },
    describe: (bucket, key, object) => void objects.set(`${bucket}/${key}`, object),
    removeObject,
  };
}

/** Brings together what a cloud that was killed has left: objects without bytes, bytes without an object. */
function tidy(
  files: ByteFiles,
  objects: Map<string, StoredObject>,
  partFiles: readonly string[],
  keys: Map<string, string[]>,
): void {
  const there = new Set(files.names());
  for (const [name, { file }] of objects) {
    const [bucket, key] = bucketAndKey(name);
    if (there.delete(file)) keys.get(bucket)?.push(toOrder(key));
    else objects.delete(name);
  }
  for (const sorted of keys.values()) sorted.sort(compare);
  for (const file of partFiles) there.delete(file);
  for (const file of there) files.remove(file);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function bucketAndKey(name: string): [bucket: string, key: string] {
  const cut = name.indexOf("/");
  return [name.slice(0, cut), name.slice(cut + 1)];
}
