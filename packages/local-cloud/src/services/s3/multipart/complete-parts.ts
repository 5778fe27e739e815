import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from "../bytes/checksums.ts";
import { invalidRequest, malformedXml, S3Error } from "../request/s3-error.ts";
import type { Upload, UploadedPart } from "../store/records.ts";
import { childrenOf, type Element, textOf } from "../xml/read-xml.ts";

const SMALLEST = 5 * 2 ** 20;

/** A part as a request to complete names it. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

/** The parts that are named, which have to be in their order. */
export function readParts(root: Element, uploadId: string): readonly NamedPart[] {
  const parts = childrenOf(root, "Part").map((part) => {
    const [number, etag] = [textOf(part, "PartNumber")?.trim() ?? "", textOf(part, "ETag")];
    if (!/^\d+$/.test(number) || etag === undefined) throw malformedXml();
    const checksums = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
      const value = textOf(part, `Checksum${algorithm}`);
      return value === undefined ? [] : [[algorithm, value] as const];
    });
    return { number: Number(number), etag: etag.trim().replaceAll('"', ""), checksums: new Map(checksums) };
  });
  if (parts.length === 0) throw malformedXml();
  if (parts.some(({ number }, index) => index > 0 && number <= (parts[index - 1]?.number ?? 0))) {
    throw new S3Error(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      400,
      { UploadId: uploadId },
    );
  }
  return parts;
}

/** The uploaded part that is meant, if it is as it is said to be. The order of the checks is recorded from AWS, 2025. */
export function choosePart(
  named: NamedPart,
  uploaded: ReadonlyMap<number, UploadedPart>,
  { id, checksum }: Upload,
  last: boolean,
): UploadedPart {
  const { number, etag } = named;
  const part = uploaded.get(number);
  if (part === undefined || part.etag !== etag) throw invalidPart(named, id);
  if (checksum === undefined && named.checksums.size > 0) throw invalidPart(named, id);
  if (checksum !== undefined) checkChecksum(named, part, { id, ...checksum });
  if (!last && part.size < SMALLEST) {
    throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", 400, {
      ProposedSize: part.size,
      MinSizeAllowed: SMALLEST,
      PartNumber: number,
      ETag: etag,
    });
  }
  return part;
}

function checkChecksum(
  named: NamedPart,
  part: UploadedPart,
  { id, algorithm, type }: { readonly id: string } & NonNullable<Upload["checksum"]>,
): void {
  const value = named.checksums.get(algorithm);
  if (value !== undefined) {
    if (value !== part.checksum) throw invalidPart(named, id);
    return;
  }
  if (type !== "COMPOSITE") return;
  const [other] = named.checksums.keys();
  if (other !== undefined) {
    const message = `The ${other.toLowerCase()} you specified for part ${named.number} did not match what we received.`;
    throw new S3Error("BadDigest", message);
  }
  throw invalidRequest(
    `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${named.number} in the request.`,
  );
}

function invalidPart({ number, etag }: NamedPart, uploadId: string): S3Error {
  return new S3Error(
    "InvalidPart",
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { UploadId: uploadId, PartNumber: number, ETag: etag },
  );
}
