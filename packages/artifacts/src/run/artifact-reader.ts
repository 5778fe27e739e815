import { fileRecord } from "../manifest/file-record.ts";
import { MANIFEST_NAME, type FileRecord, type Manifest } from "../manifest/manifest.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { corrupt, missing, type Place } from "./refusals.ts";

/** A published stage, open for reading. Every file is checked against the manifest before it is handed out. */
export interface ArtifactReader {
  readonly manifest: Manifest;
  /** Key of the manifest. */
  readonly key: string;
  read(name: string): Promise<Buffer>;
  text(name: string): Promise<string>;
  json(name: string): Promise<unknown>;
}

interface ArtifactReaderOptions {
  readonly store: ObjectStore;
  /** Of the manifest. */
  readonly place: Place;
  readonly manifest: Manifest;
  /** Told of every file that was read and is what the manifest says. */
  readonly onRead: (record: FileRecord) => void;
}

export function createArtifactReader({ store, place, manifest, onRead }: ArtifactReaderOptions): ArtifactReader {
  const { key } = place;

  async function read(name: string): Promise<Buffer> {
    const at = { ...place, key: key.slice(0, -MANIFEST_NAME.length) + name };
    const expected = manifest.outputs.find((output) => output.key === at.key);
    if (expected === undefined) throw missing({ ...at, hint: joined(`${key} does not list it`, place.hint) });
    const body = await store.get(at.key);
    if (body === undefined) throw corrupt(at, `is gone, and ${key} lists it`);
    const found = fileRecord(at.key, body);
    if (found.sha256 !== expected.sha256) {
      const hint = joined("it was altered or is being rewritten", place.hint);
      throw corrupt({ ...at, hint }, `has sha256 ${found.sha256}, its manifest says ${expected.sha256}`);
    }
    onRead(expected);
    return body;
  }
  const text = async (name: string): Promise<string> => (await read(name)).toString("utf8");

  return { manifest, key, read, text, json: async (name) => JSON.parse(await text(name)) as unknown };
}

function joined(...words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined).join("; ");
}
