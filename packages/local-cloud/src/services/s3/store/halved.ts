import { createHash } from "node:crypto";
import { readFileSync, truncateSync } from "node:fs";

import type { StoredObject } from "./records.ts";

/** The object as its writer would have left it who stopped in the middle: whole in itself. */
export function halved(object: StoredObject, path: string): StoredObject {
  const size = Math.floor(object.size / 2);
  truncateSync(path, size);
  const etag = createHash("md5").update(readFileSync(path)).digest("hex");
  const { checksum: _, parts: __, ...rest } = object;
  return { ...rest, size, etag };
}
