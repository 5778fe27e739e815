import { invalidArgument } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";

const MOST = 1000;
const LARGEST = 2_147_483_647;

/** A parameter such as `max-keys`: at most 1,000 are given, whatever is asked for. */
export function readMost({ query }: S3Request, name: "max-keys" | "max-uploads" | "max-parts"): number {
  const text = query.get(name) ?? "";
  if (text === "") return MOST;
  if (!/^-?\d+$/.test(text))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text);
  const value = Number(text);
  if (value < 0 || value > LARGEST) {
    const camel = name.replace(/-(.)/, (_, letter: string) => letter.toUpperCase());
    throw invalidArgument(`Argument ${camel} must be an integer between 0 and ${LARGEST}`, name, text);
  }
  return Math.min(value, MOST);
}

/** How names are to be written in an answer, and what the answer says of it. */
export interface NameEncoding {
  readonly type: string | undefined;
  readonly encode: (name: string) => string;
}

/**
 * `encoding-type=url` writes names so that any character of theirs survives XML. Which letters stay as they are is recorded
 * from AWS (2026) and from what boto3 reads: a blank is a plus.
 */
export function readEncoding({ query }: S3Request): NameEncoding {
  const type = query.get("encoding-type");
  if (type === null) return { type: undefined, encode: (name) => name };
  if (type.toLowerCase() !== "url") {
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", type);
  }
  return {
    type: "url",
    encode: (name) =>
      encodeURIComponent(name)
        .replaceAll("%2F", "/")
        .replaceAll("%20", "+")
        .replaceAll(/[!'()~]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`),
  };
}
