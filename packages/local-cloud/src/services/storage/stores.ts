import { mkdir } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

import type { BuildAppOptions } from "fauxqs";

export interface Stores {
  readonly stores: NonNullable<BuildAppOptions["stores"]>;
  close(): void;
}

interface Persistence {
  load(sqs: object, sns: object, s3: object): void;
  close(): void;
}

/**
 * The stores of fauxqs on disk, with what they held before. fauxqs 2.4 wires them up in its `startFauxqs` only, which
 * listens on every address; it does not export the parts, so that they are loaded by the file here.
 */
export async function durableStores(folder: string): Promise<Stores> {
  await mkdir(folder, { recursive: true });
  const { PersistenceManager } = await part<{ PersistenceManager: new (folder: string) => Persistence }>(
    "persistence.js",
  );
  const { SqsStore } = await part<{ SqsStore: new () => Stores["stores"]["sqsStore"] }>("sqs/sqsStore.js");
  const { SnsStore } = await part<{ SnsStore: new () => Stores["stores"]["snsStore"] }>("sns/snsStore.js");
  const { S3Store } = await part<{ S3Store: new () => Stores["stores"]["s3Store"] }>("s3/s3Store.js");
  const [sqsStore, snsStore, s3Store] = [new SqsStore(), new SnsStore(), new S3Store()];
  const persistence = new PersistenceManager(folder);
  // Loaded before it is wired: otherwise loading would write everything again.
  persistence.load(sqsStore, snsStore, s3Store);
  for (const each of [sqsStore, snsStore, s3Store, ...sqsStore.allQueues()]) Object.assign(each, { persistence });
  return { stores: { sqsStore, snsStore, s3Store }, close: () => persistence.close() };
}

async function part<Exports>(file: string): Promise<Exports> {
  const manifest = findPackageJSON("fauxqs", import.meta.url) ?? "";
  return (await import(pathToFileURL(`${dirname(manifest)}/dist/${file}`).href)) as Exports;
}
