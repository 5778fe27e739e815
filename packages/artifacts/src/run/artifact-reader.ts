import { ArtifactCorruptError, ArtifactMissingError } from "../errors.ts";
import { fileRecord } from "../manifest/file-record.ts";
import { MANIFEST_NAME, type FileRecord, type Manifest } from "../manifest/manifest.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { stageHint, type Stage } from "./stages.ts";

/** A published stage, open for reading. Every file is checked against the manifest before it is handed out. */
export interface ArtifactReader {
  readonly manifest: Manifest;
  /** Key of the manifest. */
  readonly key: string;
  read(name: string): Promise<Buffer>;
  text(name: string): Promise<string>;
  json(name: string): Promise<unknown>;
}

interface Published {
  readonly stage: Stage;
  readonly key: string;
  readonly manifest: Manifest;
}

/** @param onRead - told of every file that was read and found true. */
export function createArtifactReader(
  store: ObjectStore,
  { stage, key, manifest }: Published,
  onRead: (record: FileRecord) => void,
): ArtifactReader {
  const { bucket } = store;
  const { runDate } = manifest;
  const hint = stageHint(stage, bucket, runDate);

  async function read(name: string): Promise<Buffer> {
    const location = { bucket, key: key.slice(0, -MANIFEST_NAME.length) + name, runDate };
    const expected = manifest.outputs.find((output) => output.key === location.key);
    if (expected === undefined) throw new ArtifactMissingError(location, `${key} does not list it; ${hint}`);
    const body = await store.get(location.key);
    if (body === undefined) throw new ArtifactCorruptError(location, `is gone, and ${key} lists it`, hint);
    const found = fileRecord(location.key, body);
    if (found.sha256 !== expected.sha256) {
      const reason = `has sha256 ${found.sha256}, its manifest says ${expected.sha256}`;
      throw new ArtifactCorruptError(location, reason, `it was altered or is being rewritten; ${hint}`);
    }
    onRead(expected);
    return body;
  }
  const text = async (name: string): Promise<string> => (await read(name)).toString("utf8");

  return { manifest, key, read, text, json: async (name) => JSON.parse(await text(name)) as unknown };
}
