import { optionalNumber, optionalString } from "../../wire/input.ts";
import { listed, pageOf } from "../../wire/pages.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";

export interface Listing<Item> {
  /** What the list is called in the answer. */
  readonly name: string;
  readonly found: readonly Item[];
  readonly shape: (item: Item) => object;
  /** The size of a page where none is asked for. @default 50 */
  readonly standard?: number;
}

/**
 * Pages of at most 50; nodes and parameters come in tens unless more are asked for. A token goes on with the list that
 * gave it (botocore 1.43 model of MaxResults and InvalidNextToken, 2026-11).
 */
export function paged<Item>(input: Input, { name, found, shape, standard = 50 }: Listing<Item>): object {
  const size = optionalNumber(input, "MaxResults") ?? standard;
  const page = pageOf(found, { size, token: optionalString(input, "NextToken"), of: `${name} ${listed(input)}` });
  if (page === undefined) throw new ServiceError("InvalidNextToken", "The specified token is not valid.");
  const { items, next } = page;
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { NextToken: next }) };
}
