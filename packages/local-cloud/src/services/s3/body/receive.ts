import { createHash } from "node:crypto";

import type { ByteFiles } from "../bytes/byte-files.ts";
import { type ChecksumAlgorithm, checksumHeader } from "../bytes/checksums.ts";
import { writeBytes, type Written } from "../bytes/write-bytes.ts";
import { S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";
import { incompleteBody, type Trailers, unchunked } from "./aws-chunked.ts";
import { type ExpectedDigests, expectedDigests, checkValue } from "./expected-digests.ts";

const LARGEST_BODY = 5 * 2 ** 30;
const LARGEST_TEXT = 4 * 2 ** 20;

/** What a request brought, on disk and as it said that it would be. */
export interface Received extends Written {
  /** The algorithm that the request spoke of. */
  readonly named: ChecksumAlgorithm | undefined;
}

/**
 * Takes a body to the disk as it comes. `computed` says which checksum is wanted, whatever the request says of its own; one
 * that does not hold what was promised for it leaves nothing behind.
 */
export async function receive(
  request: S3Request,
  files: ByteFiles,
  computed: (named: ChecksumAlgorithm | undefined) => readonly ChecksumAlgorithm[],
): Promise<Received> {
  const expected = expectedDigests(request);
  const named = expected.checksum?.algorithm;
  const length = lengthOf(request);
  const trailers: Trailers = new Map();
  const raw = bodyOf(request);
  const sha256 = expected.sha256 === undefined ? undefined : createHash("sha256");
  const body = bounded(isChunked(request) ? unchunked(raw, trailers) : raw, length, sha256);
  const algorithms = new Set([...computed(named), ...(named === undefined ? [] : [named])]);
  const written = await writeBytes(body, files, [...algorithms]);
  try {
    checkTrailer(expected, trailers);
    checkDigests(expected, written, trailers, request.query.has("partNumber"));
    if (sha256 !== undefined) checkSha256(expected.sha256 ?? "", sha256.digest("hex"));
  } catch (error) {
    files.remove(written.file);
    throw error;
  }
  return { ...written, named };
}

/** The small body of a request that is not about bytes. */
export async function receiveText(request: S3Request, most: number = LARGEST_TEXT): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request)) {
    size += chunk.length;
    if (size > most) {
      throw new S3Error("MaxMessageLengthExceeded", "Your request was too big.", 400, { MaxMessageLengthBytes: most });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Who stops reading leaves the connection as it is, to be answered on. */
function bodyOf({ message }: S3Request): AsyncIterable<Buffer> {
  return message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

function isChunked(request: S3Request): boolean {
  const streaming = header(request, "x-amz-content-sha256")?.startsWith("STREAMING-") === true;
  return streaming || /\baws-chunked\b/.test(header(request, "content-encoding") ?? "");
}

/** How many bytes the object is to have; `undefined` where only its end will tell. */
function lengthOf(request: S3Request): number | undefined {
  const text = header(request, isChunked(request) ? "x-amz-decoded-content-length" : "content-length");
  if (text === undefined) return undefined;
  const length = Number(text);
  if (length > LARGEST_BODY) throw tooLarge(length);
  return length;
}

async function* bounded(
  body: AsyncIterable<Buffer>,
  length: number | undefined,
  sha256: { update(bytes: Buffer): unknown } | undefined,
): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const bytes of body) {
    size += bytes.length;
    if (size > LARGEST_BODY) throw tooLarge(size);
    sha256?.update(bytes);
    yield bytes;
  }
  if (length !== undefined && size !== length) throw incompleteBody();
}

function tooLarge(size: number): S3Error {
  return new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400, {
    ProposedSize: size,
    MaxSizeAllowed: LARGEST_BODY,
  });
}

function checkTrailer({ checksum }: ExpectedDigests, trailers: Trailers): void {
  if (checksum?.trailing !== true) return;
  const value = trailers.get(checksumHeader(checksum.algorithm));
  if (value === undefined) {
    throw new S3Error(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
  }
  checkValue(checksum.algorithm, value);
}

function checkDigests({ md5, checksum }: ExpectedDigests, written: Written, trailers: Trailers, ofPart: boolean): void {
  const computed = Buffer.from(written.md5, "hex").toString("base64");
  if (md5 !== undefined && md5 !== computed) {
    throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.", 400, {
      // Of a whole object it is told in hexadecimal, of a part as it came (recorded).
      ExpectedDigest: ofPart ? md5 : Buffer.from(md5, "base64").toString("hex"),
      CalculatedDigest: computed,
    });
  }
  if (checksum === undefined) return;
  const value = checksum.value ?? trailers.get(checksumHeader(checksum.algorithm));
  if (value === undefined || value === written.checksums[checksum.algorithm]) return;
  throw new S3Error("BadDigest", `The ${checksum.algorithm} you specified did not match the calculated checksum.`);
}

function checkSha256(expected: string, computed: string): void {
  if (expected === computed) return;
  throw new S3Error(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
    { ClientComputedContentSHA256: expected, S3ComputedContentSHA256: computed },
  );
}
