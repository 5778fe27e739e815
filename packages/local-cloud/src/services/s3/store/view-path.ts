import { join } from "node:path";

import { sha256 } from "../../../cloud/sha256.ts";

/** What is appended to a file that would lie where a folder is needed: objects may be called `a` and `a/b`. */
export const ASIDE = "%file";

const LONGEST_NAME = 240;

/** Where an object is to be seen: `<root>/<bucket>/<key>`, with no two keys at one place and none outside the bucket's. */
export function viewPath(root: string, bucket: string, key: string): string {
  return join(root, bucket, ...key.split("/").map(nameOf));
}

/**
 * A segment of a key as the name of a file. One that a file system or a terminal would take amiss begins with a percent
 * sign: the empty one, dots, what has control characters, what begins with a percent sign itself, what is too long.
 */
function nameOf(segment: string): string {
  if (segment === "") return "%";
  if (segment === "." || segment === "..") return segment.replaceAll(".", "%2E");
  // oxlint-disable-next-line no-control-regex
  const odd = /^%|[\u0000-\u001f\u007f]/.test(segment) || segment.endsWith(ASIDE);
  const name = odd ? `%${escaped(segment)}` : segment;
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  return `%${sha256(segment)}`;
}

function escaped(segment: string): string {
  // oxlint-disable-next-line no-control-regex
  return segment.replaceAll(/[%\u0000-\u001f\u007f]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}
