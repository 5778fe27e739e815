import { sha256 } from "../../../cloud/sha256.ts";
import type { S3 } from "./s3.ts";

/** The canonical id of the account that owns everything here. */
export function ownerId({ accountId }: S3): string {
  return sha256(`s3 owner ${accountId}`);
}
