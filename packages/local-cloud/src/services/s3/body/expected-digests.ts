import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksumAlgorithm,
  isChecksumValue,
} from "../bytes/checksums.ts";
import { invalidRequest, S3Error } from "../request/s3-error.ts";
import { header, type S3Request } from "../request/s3-request.ts";

/** What a request says that its body comes to. */
export interface ExpectedDigests {
  /** In base64. */
  readonly md5: string | undefined;
  /** In hexadecimal. */
  readonly sha256: string | undefined;
  readonly checksum: ExpectedChecksum | undefined;
}

export interface ExpectedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** `undefined` where it comes behind the body, or where it is only asked for. */
  readonly value: string | undefined;
  readonly trailing: boolean;
}

/** Reads and checks the headers; the words of the refusals are recorded from AWS (2023 to 2026). */
export function expectedDigests(request: S3Request): ExpectedDigests {
  const md5 = header(request, "content-md5");
  if (md5 !== undefined && Buffer.from(md5, "base64").length !== 16) {
    throw new S3Error("InvalidDigest", "The Content-MD5 you specified was invalid.", 400, { "Content-MD5": md5 });
  }
  const sha256 = header(request, "x-amz-content-sha256");
  return {
    md5,
    sha256: sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256) ? sha256.toLowerCase() : undefined,
    checksum: expectedChecksum(request),
  };
}

function expectedChecksum(request: S3Request): ExpectedChecksum | undefined {
  const trailer = (header(request, "x-amz-trailer") ?? "").toLowerCase().split(/\s*,\s*/);
  const named = CHECKSUM_ALGORITHMS.filter((each) => header(request, checksumHeader(each)) !== undefined);
  const trailing = CHECKSUM_ALGORITHMS.filter((each) => trailer.includes(checksumHeader(each)));
  const [algorithm, second] = [...named, ...trailing];
  if (second !== undefined) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  if (algorithm === undefined) {
    const asked = header(request, "x-amz-sdk-checksum-algorithm")?.toUpperCase();
    return isChecksumAlgorithm(asked) ? { algorithm: asked, value: undefined, trailing: false } : undefined;
  }
  if (trailing.length > 0) return { algorithm, value: undefined, trailing: true };
  const value = header(request, checksumHeader(algorithm)) ?? "";
  checkValue(algorithm, value);
  return { algorithm, value, trailing: false };
}

export function checkValue(algorithm: ChecksumAlgorithm, value: string): void {
  if (isChecksumValue(algorithm, value)) return;
  throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
}
