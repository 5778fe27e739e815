import { createHash } from "node:crypto";

import type { FileRecord } from "./manifest.ts";

/**
 * Describes a file for a manifest, inputs from outside the bucket included.
 *
 * @example
 * ```ts example
 * import { fileRecord } from "@alpha-engine/artifacts";
 *
 * const { bytes, sha256 } = fileRecord("npm:some-data@1.0.0/prices.csv", Buffer.from("date,close\n"));
 * console.log(bytes, sha256.slice(0, 8));
 * ```
 * ```text output
 * 11 d96b3604
 * ```
 */
export function fileRecord(key: string, body: Buffer, rows?: number): FileRecord {
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { key, sha256, bytes: body.length, ...(rows === undefined ? {} : { rows }) };
}
