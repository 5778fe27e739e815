import type { IncomingHttpHeaders } from "node:http";

import { S3Error } from "../request/s3-error.ts";

const PREFIX = "x-amz-meta-";
const MOST = 2048;

/**
 * User metadata as it is kept, in UTF-8, whether it came so or encoded by RFC 2047. Recorded from AWS: a
 * letter that Base64 has not counts as its last one (2024).
 */
export function readMetadata(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, given] of Object.entries(headers)) {
    if (!name.startsWith(PREFIX)) continue;
    const text = Buffer.from(Array.isArray(given) ? given.join(",") : (given ?? ""), "latin1").toString("utf8");
    const value = text.replaceAll(/=\?utf-8\?([qb])\?(.*?)\?=/gi, (_, way: string, data: string) =>
      way.toLowerCase() === "q" ? fromQuoted(data) : fromBase64(data),
    );
    metadata[name.slice(PREFIX.length)] = value;
    size += Buffer.byteLength(name) - PREFIX.length + Buffer.byteLength(value);
  }
  if (size > MOST) {
    throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", 400, {
      Size: size,
      MaxSizeAllowed: MOST,
    });
  }
  return metadata;
}

export function metadataHeaders(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [PREFIX + name, encoded(value)]));
}

/** Printable ASCII comes back as it is; of the rest, what can be shown as quoted text and what cannot as Base64. */
function encoded(value: string): string {
  if (/^[\t -~]*$/.test(value)) return value;
  const bytes = Buffer.from(value, "utf8");
  if (/[\p{C}\ufffd]/u.test(value)) return `=?UTF-8?B?${bytes.toString("base64")}?=`;
  const quoted = [...bytes].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === " ") return "_";
    return /[\t!-<>@-^`-~]/.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return `=?UTF-8?Q?${quoted.join("")}?=`;
}

function fromQuoted(data: string): string {
  const bytes = data
    .replaceAll("_", " ")
    .replaceAll(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function fromBase64(data: string): string {
  const letters = data.replace(/=+$/, "").replaceAll(/[^A-Za-z0-9+/]/g, "/");
  return Buffer.from(letters, "base64").toString("utf8");
}
