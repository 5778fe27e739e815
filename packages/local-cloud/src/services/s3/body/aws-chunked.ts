import { S3Error } from "../request/s3-error.ts";

/** What came behind the last chunk. */
export type Trailers = Map<string, string>;

/** A line longer than this is no header of a chunk. */
const LONGEST_LINE = 16_384;

/**
 * Takes the frames off a body in `aws-chunked`, as it comes: `size[;chunk-signature=…]`, the bytes, and behind the last
 * chunk the trailers, which are put into `trailers`. Source: "Signature calculations: transferring a payload in multiple
 * chunks", 2026.
 */
export async function* unchunked(body: AsyncIterable<Buffer>, trailers: Trailers): AsyncGenerator<Buffer> {
  const chunks = body[Symbol.asyncIterator]();
  try {
    const reader = createReader(chunks);
    yield* framed(reader);
    await readTrailers(reader, trailers);
    while ((await reader.some(LONGEST_LINE)) !== undefined);
  } finally {
    await chunks.return?.();
  }
}

async function* framed(reader: Reader): AsyncGenerator<Buffer> {
  for (let left = sizeOf(await reader.line()); left > 0; left = sizeOf(await reader.line())) {
    while (left > 0) {
      const bytes = await reader.some(left);
      if (bytes === undefined) throw incompleteBody();
      left -= bytes.length;
      yield bytes;
    }
    if ((await reader.line()) !== "") throw incompleteBody();
  }
}

async function readTrailers(reader: Reader, trailers: Trailers): Promise<void> {
  for (let line = await reader.line(); line !== undefined && line !== ""; line = await reader.line()) {
    const colon = line.indexOf(":");
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

export function incompleteBody(): S3Error {
  return new S3Error(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}

function sizeOf(line: string | undefined): number {
  const size = /^([0-9a-f]+)(?:;.*)?$/i.exec(line ?? "")?.[1];
  if (size === undefined) throw incompleteBody();
  return Number.parseInt(size, 16);
}

interface Reader {
  /** Up to so many bytes; `undefined` at the end. */
  some(most: number): Promise<Buffer | undefined>;
  /** A line without its end; `undefined` at the end. */
  line(): Promise<string | undefined>;
}

function createReader(chunks: AsyncIterator<Buffer>): Reader {
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const next = await chunks.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  const take = (length: number): Buffer => {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  };
  return {
    some: async (most) => {
      while (rest.length === 0) if (!(await more())) return undefined;
      return take(most);
    },
    line: async () => {
      while (!rest.includes("\n")) {
        if (rest.length > LONGEST_LINE) throw incompleteBody();
        if (!(await more())) return rest.length === 0 ? undefined : take(rest.length).toString("latin1");
      }
      return take(rest.indexOf("\n") + 1)
        .toString("latin1")
        .replace(/\r?\n$/, "");
    },
  };
}
