import { lowerBound, prefixEnd } from "./key-index.ts";

/** Which keys are asked for, all in the form that orders them. */
export interface PageQuery {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
  /** Begins behind this one. */
  readonly after: string | undefined;
  /** `after` was the last of an earlier page: what is grouped with it was on that page. */
  readonly resumed: boolean;
  readonly limit: number;
}

export interface Page {
  /** Keys and groups in their order. A group is what stands for all keys up to a delimiter. */
  readonly entries: readonly Entry[];
  readonly truncated: boolean;
}

export interface Entry {
  readonly order: string;
  readonly group: boolean;
}

/**
 * A page of sorted keys. Each page begins where the last one ended by name, whatever came or went between the two. What a
 * marker inside a group does is known from LocalStack's tests against AWS, 2024.
 */
export function pageOf(sorted: readonly string[], { prefix, delimiter, after, resumed, limit }: PageQuery): Page {
  const end = prefixEnd(sorted, prefix);
  let at = lowerBound(sorted, prefix);
  if (after !== undefined) {
    at = Math.max(at, lowerBound(sorted, after));
    if (sorted[at] === after) at += 1;
    const group = resumed && after.startsWith(prefix) ? groupOf(after, prefix, delimiter) : undefined;
    if (group !== undefined) at = prefixEnd(sorted, group, at);
  }
  const entries: Entry[] = [];
  while (at < end && entries.length < limit) {
    const order = sorted[at] ?? "";
    const group = groupOf(order, prefix, delimiter);
    entries.push({ order: group ?? order, group: group !== undefined });
    at = group === undefined ? at + 1 : prefixEnd(sorted, group, at);
  }
  return { entries, truncated: at < end && limit > 0 };
}

function groupOf(order: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === "") return undefined;
  const cut = order.indexOf(delimiter, prefix.length);
  return cut < 0 ? undefined : order.slice(0, cut + delimiter.length);
}
