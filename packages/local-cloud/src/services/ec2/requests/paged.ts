import { optionalNumber, optionalString } from "../../../wire/input.ts";
import { listed, pageOf, type Page } from "../../../wire/pages.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

export interface PageRules {
  /** Ids were given, with which no page size goes. @default false */
  readonly idsGiven?: boolean;
  /** The smallest page that may be asked for. @default 5, as for most of EC2's lists */
  readonly least?: number;
  /** The largest: of more no more come, unless that is refused. @default 1000 */
  readonly most?: number;
  /** More than the largest page is refused. @default false */
  readonly strict?: boolean;
}

/** One page by EC2's rules (botocore 1.43 model of MaxResults, 2026-11): no size beside ids, not too small a size, no token but one of ours. */
export function paged<Item>(
  input: Input,
  items: readonly Item[],
  { idsGiven = false, least = 5, most = 1000, strict = false }: PageRules = {},
): Page<Item> {
  const size = optionalNumber(input, "MaxResults");
  const token = optionalString(input, "NextToken");
  if (size !== undefined && idsGiven) {
    throw new ServiceError("InvalidParameterCombination", "The parameter maxResults cannot be used with a list of ids");
  }
  if (size !== undefined && size < least) {
    const text = `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`;
    throw new ServiceError("InvalidParameterValue", text);
  }
  if (size !== undefined && strict && size > most) {
    const text = `Value ( ${size} ) for parameter maxResults is invalid. Parameter must be between ${least} and ${most}.`;
    throw new ServiceError("InvalidParameterValue", text);
  }
  // A token goes on with the list that gave it.
  const page = pageOf(items, { size: Math.min(size ?? most, most), token, of: listed(input) });
  if (page !== undefined) return page;
  throw new ServiceError("InvalidParameterValue", "Invalid value for parameter nextToken");
}
