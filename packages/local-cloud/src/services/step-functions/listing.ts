import { optionalNumber, optionalString } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { readJson } from "./json-text.ts";

/**
 * One page of a list, and the token of the next. A token names the entry that the page ended with, so what comes or goes
 * meanwhile doubles nothing; one of another list is refused. [documentation: `maxResults` of 0 is the default of 100;
 * LocalStack's recordings of AWS, test_sfn_api_aliasing, 2025]
 */
export function pageOf<Item>(
  items: readonly Item[],
  input: Input,
  { list, key }: { readonly list: string; readonly key: (item: Item) => string },
): { readonly items: readonly Item[]; readonly more: { readonly nextToken?: string } } {
  const from = beginning(optionalString(input, "nextToken"), list, items.map(key));
  const to = from + (optionalNumber(input, "maxResults") || 100);
  const found = items.slice(from, to);
  const last = found.at(-1);
  if (last === undefined || to >= items.length) return { items: found, more: {} };
  return { items: found, more: { nextToken: tokenOf({ list, to, after: key(last) }) } };
}

interface Place {
  readonly list: string;
  /** How many entries came before, where the last of them is gone. */
  readonly to: number;
  readonly after?: string;
}

function tokenOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

function beginning(token: string | undefined, list: string, keys: readonly string[]): number {
  if (token === undefined) return 0;
  const place = placeOf(token, list);
  if (place?.list !== list) throw new ServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
  const at = place.after === undefined ? -1 : keys.indexOf(place.after);
  return at < 0 ? place.to : at + 1;
}

/** A bare number is good for any list: it skips so many entries. */
function placeOf(token: string, list: string): Place | undefined {
  const read = readJson(Buffer.from(token, "base64url").toString());
  if (!read.ok) return undefined;
  if (Number.isInteger(read.value)) return { list, to: read.value as number };
  const place = (read.value ?? {}) as Partial<Place>;
  return typeof place.list === "string" && Number.isInteger(place.to) ? (place as Place) : undefined;
}
