import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

import type { ByteFiles } from "./byte-files.ts";
import { type ChecksumAlgorithm, digester } from "./checksums.ts";

/** Bytes that are on disk, and what they come to. */
export interface Written {
  /** Its name among the files of bytes. */
  readonly file: string;
  readonly size: number;
  /** In hexadecimal. */
  readonly md5: string;
  /** In base64. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

/** So many bytes are gathered before they are written. */
const GATHERED = 2 ** 20;

/** Writes what comes to a new file; leaves none where it cannot be read or written to its end. */
export async function writeBytes(
  source: AsyncIterable<Buffer>,
  files: ByteFiles,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<Written> {
  const file = files.create();
  const md5 = createHash("md5");
  const digesters = algorithms.map((algorithm) => [algorithm, digester(algorithm)] as const);
  const sink = createSink(files.path(file));
  let size = 0;
  try {
    for await (const bytes of source) {
      files.ending.throwIfAborted();
      size += bytes.length;
      md5.update(bytes);
      for (const [, each] of digesters) each.update(bytes);
      await sink.write(bytes);
    }
    files.ending.throwIfAborted();
    await sink.end();
  } catch (error) {
    await sink.giveUp();
    files.remove(file);
    throw error;
  }
  const checksums = Object.fromEntries(digesters.map(([name, each]) => [name, each.digest().toString("base64")]));
  return { file, size, md5: md5.digest("hex"), checksums };
}

interface Sink {
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
  giveUp(): Promise<void>;
}

/** A file of at most {@link GATHERED} bytes is written in one go: most objects are small. */
function createSink(path: string): Sink {
  let handle: FileHandle | undefined;
  let waiting: Buffer[] = [];
  let length = 0;
  const flush = async (): Promise<void> => {
    handle ??= await open(path, "wx");
    const bytes = Buffer.concat(waiting);
    [waiting, length] = [[], 0];
    for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
  };
  return {
    write: async (bytes) => {
      waiting.push(bytes);
      length += bytes.length;
      if (length >= GATHERED) await flush();
    },
    end: async () => {
      if (handle === undefined) return writeFileSync(path, Buffer.concat(waiting), { flag: "wx" });
      await flush();
      await handle.close();
    },
    giveUp: async () => await handle?.close(),
  };
}
