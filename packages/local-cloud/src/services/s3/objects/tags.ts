import { invalidArgument, malformedXml, S3Error } from "../request/s3-error.ts";
import { toOrder } from "../store/key-index.ts";
import type { Tag } from "../store/records.ts";
import { childrenOf, type Element, textOf } from "../xml/read-xml.ts";
import type { Xml } from "../xml/write-xml.ts";

/** What tags are on; each has its own number and its own words. */
export type Tagged = "object" | "bucket" | "new bucket";

const MOST: Readonly<Record<Tagged, number>> = { object: 10, bucket: 50, "new bucket": 50 };
const TEXT = /^[\p{L}\p{Z}\p{N}\s_.:/=+\-@]*$/u;

/** The tags of a header `x-amz-tagging`, in order of their keys. The words of all refusals are recorded from AWS, 2023 to 2026. */
export function readTaggingHeader(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  for (const pair of text.split("&").filter((each) => each !== "")) {
    const [key, value] = [...new URLSearchParams(pair)][0] ?? ["", ""];
    const known = tags.some((tag) => tag.key === key);
    if (known || !TEXT.test(key) || !TEXT.test(value)) {
      throw invalidArgument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
        "x-amz-tagging",
        text,
      );
    }
    tags.push({ key, value });
  }
  checkTags(tags, "object");
  return inOrder(tags);
}

/** The tags below an element `TagSet` or `Tags`. */
export function readTagSet(set: Element, tagged: Tagged): readonly Tag[] {
  const tags = childrenOf(set, "Tag").map((tag) => {
    const [key, value] = [textOf(tag, "Key"), textOf(tag, "Value")];
    if (key === undefined || value === undefined) throw malformedXml();
    return { key, value };
  });
  checkTags(tags, tagged);
  return inOrder(tags);
}

export function tagSetXml(tags: readonly Tag[]): Xml {
  return { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } };
}

function checkTags(tags: readonly Tag[], tagged: Tagged): void {
  if (tags.length > MOST[tagged]) {
    const what = tagged === "object" ? "Object" : "Bucket";
    throw new S3Error("BadRequest", `${what} tags cannot be greater than ${MOST[tagged]}`);
  }
  const keys = new Set<string>();
  for (const { key, value } of tags) {
    if (keys.has(key)) throw duplicate(key, tagged);
    keys.add(key);
    if (key.startsWith("aws:")) throw new S3Error("InvalidTag", RESERVED[tagged], 400, { TagKey: key });
    if (key === "" || key.length > 128 || !TEXT.test(key)) {
      throw new S3Error("InvalidTag", "The TagKey you have provided is invalid", 400, { TagKey: key });
    }
    if (value.length > 256 || !TEXT.test(value)) {
      throw new S3Error("InvalidTag", "The TagValue you have provided is invalid", 400, {
        TagKey: key,
        TagValue: value,
      });
    }
  }
}

function duplicate(key: string, tagged: Tagged): S3Error {
  if (tagged === "new bucket") {
    return new S3Error("InternalError", "We encountered an internal error. Please try again.", 500);
  }
  return new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key", 400, { TagKey: key });
}

const RESERVED: Readonly<Record<Tagged, string>> = {
  object: "Your TagKey cannot be prefixed with aws:",
  bucket: "System tags cannot be added/updated by requester",
  "new bucket":
    'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
};

function inOrder(tags: readonly Tag[]): readonly Tag[] {
  return tags.toSorted((a, b) => (toOrder(a.key) < toOrder(b.key) ? -1 : 1));
}
