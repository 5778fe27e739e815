import { optionalNumber, optionalString, page } from "../../wire/input.ts";
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

/** Pages of at most 50; a description of nodes comes in tens unless more are asked for (botocore 1.43 model, 2026-11). */
export function paged<Item>(input: Input, { name, found, shape, standard = 50 }: Listing<Item>): object {
  const size = optionalNumber(input, "MaxResults") ?? standard;
  if (size < 1 || size > 50) {
    const text = `Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50`;
    throw new ServiceError("ValidationException", `1 validation error detected: ${text}`);
  }
  const { items, next } = page(found, size, optionalString(input, "NextToken"));
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { NextToken: next }) };
}
