import { createHash } from "node:crypto";

import type { Input } from "./protocols.ts";

export interface Paging {
  readonly size: number;
  /** As it came with the request. */
  readonly token: string | undefined;
  /** What is listed: a token goes on with the same list only. */
  readonly of: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** One page, with an opaque token for the next; `undefined` where the token is none that this list has given. */
export function pageOf<Item>(items: readonly Item[], { size, token, of }: Paging): Page<Item> | undefined {
  const mark = createHash("sha256").update(of).digest("base64url").slice(0, 16);
  const from = token === undefined ? 0 : offset(token, mark);
  if (from === undefined) return undefined;
  const to = from + size;
  const next = to < items.length ? Buffer.from(`${mark} ${to}`).toString("base64url") : undefined;
  return { items: items.slice(from, to), next };
}

/** The request without what differs from one page to the next. */
export function listed(input: Input): string {
  return JSON.stringify(Object.entries(input).filter(([name]) => !OF_A_PAGE.includes(name)));
}

const OF_A_PAGE: readonly string[] = ["NextToken", "nextToken", "MaxResults", "Limit", "limit"];

function offset(token: string, mark: string): number | undefined {
  const [its, at = ""] = Buffer.from(token, "base64url").toString().split(" ");
  return its === mark && /^\d+$/.test(at) ? Number(at) : undefined;
}
