import { createHash } from "node:crypto";

import type { S3 } from "./s3.ts";

/** The canonical id of the account that owns everything here. */
export function ownerId({ accountId }: S3): string {
  return createHash("sha256").update(`s3 owner ${accountId}`).digest("hex");
}
