import type { Journal } from "../../cloud/kept/journal.ts";
import { keptMap } from "../../cloud/kept/kept-map.ts";
import { removed, type StorageRequest, type StorageResponse, type StoredName, written } from "./storage-request.ts";

export interface ObjectGuard {
  /** An answer of its own, or `undefined` to let the request through. */
  before(request: StorageRequest): StorageResponse | undefined;
  /** What became of a request that was let through. */
  after(request: StorageRequest, statusCode: number): void;
}

/**
 * fauxqs 2.4 ignores a conditional PUT and takes the XML of PutObjectTagging for a new body (measured
 * 2026-11). Both are answered here, before it sees them.
 */
export function createObjectGuard(names: readonly StoredName[], journal: Journal): ObjectGuard {
  const existing = new Set<string>(names.map(nameOf));
  const reserved = new Set<string>();
  const tags = keptMap(
    journal,
    "object-tags",
    (xml: Buffer) => ({ xml: xml.toString("utf8") }),
    (kept): Buffer => Buffer.from(kept.xml),
  );
  return {
    before: (request) => {
      const { method, query, object, body, headers } = request;
      if (object === undefined) return undefined;
      const name = nameOf(object);
      if (query.has("tagging")) {
        if (method === "PUT") tags.set(name, body);
        if (method === "DELETE") tags.delete(name);
        return xml(method === "DELETE" ? 204 : 200, method === "GET" ? (tags.get(name) ?? NO_TAGS) : Buffer.alloc(0));
      }
      if (written(request) === undefined || headers["if-none-match"] !== "*") return undefined;
      if (existing.has(name) || reserved.has(name)) return xml(412, PRECONDITION_FAILED);
      // Of two at once one loses, whichever comes to be stored first.
      reserved.add(name);
      return undefined;
    },
    after: (request, statusCode) => {
      const stored = written(request);
      if (stored !== undefined) {
        reserved.delete(nameOf(stored));
        if (statusCode < 300) {
          existing.add(nameOf(stored));
          tags.delete(nameOf(stored));
        }
      }
      if (statusCode >= 300) return;
      for (const name of removed(request).map(nameOf)) {
        existing.delete(name);
        tags.delete(name);
      }
    },
  };
}

function nameOf({ bucket, key }: StoredName): string {
  return `${bucket}/${key}`;
}

function xml(statusCode: number, body: Buffer): StorageResponse {
  return { statusCode, headers: { "content-type": "application/xml" }, body };
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NO_TAGS = Buffer.from(`${DECLARATION}<Tagging><TagSet></TagSet></Tagging>`);
const PRECONDITION_FAILED = Buffer.from(
  `${DECLARATION}<Error><Code>PreconditionFailed</Code><Message>At least one of the pre-conditions you specified did not hold</Message><Condition>If-None-Match</Condition></Error>`,
);
