import { createHash } from "node:crypto";
import { join } from "node:path";

/** What is appended to a file that would lie where a folder is needed: objects may be called `a` and `a/b`. */
export const ASIDE = "%file";

/**
 * Where an object lies: `<root>/<bucket>/<key>`. Segments that mean something to a file system, or are too long for it,
 * are written with a percent sign, so that no key leaves the folder and no two keys share a file.
 */
export function objectPath(root: string, bucket: string, key: string): string {
  return join(root, bucket, ...key.split("/").map(safeSegment));
}

function safeSegment(segment: string): string {
  if (segment === "") return "%";
  if (segment === "." || segment === "..") return segment.replaceAll(".", "%2E");
  const escaped = segment.startsWith("%") || segment.endsWith(ASIDE) ? segment.replaceAll("%", "%25") : segment;
  const safe = escaped.replaceAll("\0", "%00");
  if (Buffer.byteLength(safe) <= 240) return safe;
  return `%${createHash("sha256").update(segment).digest("hex")}`;
}
