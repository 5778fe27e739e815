import { createHash } from "node:crypto";

import type { FileRecord } from "./manifest.ts";

/** Describes a file for a manifest, inputs from outside the bucket included. */
export function fileRecord(key: string, body: Buffer, rows?: number): FileRecord {
  const sha256 = createHash("sha256").update(body).digest("hex");
  return { key, sha256, bytes: body.length, ...(rows === undefined ? {} : { rows }) };
}
