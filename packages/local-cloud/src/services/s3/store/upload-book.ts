import type { Journal } from "../../../cloud/kept/journal.ts";
import type { ByteFiles } from "../bytes/byte-files.ts";
import { keptAsIs } from "./kept-as-is.ts";
import { toOrder } from "./key-index.ts";
import type { Upload, UploadedPart } from "./records.ts";

/** Uploads in parts that have begun and not ended. */
export interface UploadBook {
  /** Those of a bucket, by key and then by when they began. */
  uploads(bucket: string): readonly Upload[];
  upload(id: string): Upload | undefined;
  putUpload(upload: Upload): void;
  parts(uploadId: string): ReadonlyMap<number, UploadedPart>;
  putPart(uploadId: string, part: UploadedPart): void;
  /** Forgets an upload and its parts. */
  removeUpload(id: string): void;
}

export interface OpenUploadBook {
  readonly book: UploadBook;
  /** Marks those of an object that was written or deleted. */
  readonly overtake: (bucket: string, key: string) => void;
  /** The files of all parts. */
  readonly partFiles: () => readonly string[];
}

export function openUploadBook(journal: Journal, files: ByteFiles): OpenUploadBook {
  const uploads = keptAsIs<Upload>(journal, "s3-uploads");
  const parts = keptAsIs<UploadedPart>(journal, "s3-parts");
  const partsOf = new Map<string, Map<number, UploadedPart>>([...uploads.keys()].map((id) => [id, new Map()]));
  for (const [name, part] of parts) partsOf.get(name.slice(0, name.lastIndexOf("/")))?.set(part.number, part);
  const book: UploadBook = {
    uploads: (bucket) => sorted([...uploads.values()].filter((upload) => upload.bucket === bucket)),
    upload: (id) => uploads.get(id),
    putUpload: (upload) => {
      uploads.set(upload.id, upload);
      if (!partsOf.has(upload.id)) partsOf.set(upload.id, new Map());
    },
    parts: (uploadId) => partsOf.get(uploadId) ?? new Map(),
    putPart: (uploadId, part) => {
      const before = partsOf.get(uploadId)?.get(part.number);
      try {
        parts.set(`${uploadId}/${part.number}`, part);
      } catch (error) {
        files.remove(part.file);
        throw error;
      }
      partsOf.get(uploadId)?.set(part.number, part);
      if (before !== undefined) files.remove(before.file);
    },
    removeUpload: (id) => {
      uploads.delete(id);
      for (const part of partsOf.get(id)?.values() ?? []) {
        parts.delete(`${id}/${part.number}`);
        files.remove(part.file);
      }
      partsOf.delete(id);
    },
  };
  return {
    book,
    overtake: (bucket, key) => {
      for (const upload of uploads.values()) {
        const same = upload.bucket === bucket && upload.key === key && !upload.overtaken;
        if (same) uploads.set(upload.id, { ...upload, overtaken: true });
      }
    },
    partFiles: () => [...parts.values()].map(({ file }) => file),
  };
}

function sorted(uploads: readonly Upload[]): readonly Upload[] {
  const ordered = uploads.map((upload) => ({ upload, key: toOrder(upload.key), id: upload.id }));
  return ordered
    .sort((a, b) => (a.key === b.key ? compare(a.id, b.id) : compare(a.key, b.key)))
    .map(({ upload }) => upload);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}
