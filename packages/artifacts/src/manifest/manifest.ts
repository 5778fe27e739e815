/** One file, named by its key and known by its hash. */
export interface FileRecord {
  /** Key in the run's bucket, or where else it came from (`npm:…`). */
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Rows of data, where the file has rows. */
  readonly rows?: number;
}

/** `manifest.json` of a stage. It is written last: a stage without one was not finished. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly stage: string;
  readonly runDate: string;
  readonly createdAt: string;
  readonly inputs: readonly FileRecord[];
  readonly outputs: readonly FileRecord[];
}

/** The name of the file, beside the artifacts of a stage, that says what they are and what they were made from. */
export const MANIFEST_NAME = "manifest.json";

/** Reads a manifest; what is wrong with it, if anything, is the thrown error's message. */
export function parseManifest(text: string): Manifest {
  const manifest = JSON.parse(text) as Partial<Manifest> | null;
  if (manifest?.schemaVersion !== 1) throw new Error(`schemaVersion 1 expected, got ${manifest?.schemaVersion}`);
  for (const name of ["stage", "runDate", "createdAt"] as const) {
    if (typeof manifest[name] !== "string") throw new Error(`"${name}" is not a string`);
  }
  for (const name of ["inputs", "outputs"] as const) {
    if (!Array.isArray(manifest[name]) || !manifest[name].every(isFileRecord)) {
      throw new Error(`"${name}" is not a list of { key, sha256, bytes }`);
    }
  }
  return manifest as Manifest;
}

function isFileRecord(value: Partial<FileRecord> | null): value is FileRecord {
  return typeof value?.key === "string" && /^[0-9a-f]{64}$/.test(value.sha256 ?? "") && Number.isInteger(value.bytes);
}
