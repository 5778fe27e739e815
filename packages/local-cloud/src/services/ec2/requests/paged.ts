import { optionalNumber, optionalString, page } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

const MOST = 1000;

export interface PageRules {
  /** Ids were given, with which no page size goes. @default false */
  readonly idsGiven?: boolean;
  /** The smallest page that may be asked for. @default 5, as for most of EC2's lists */
  readonly least?: number;
}

/** One page by EC2's rules (botocore 1.43 model of MaxResults, 2026-11): no size beside ids, not too small a size, no token but one of ours. */
export function paged<Item>(
  input: Input,
  items: readonly Item[],
  { idsGiven = false, least = 5 }: PageRules = {},
): ReturnType<typeof page<Item>> {
  const size = optionalNumber(input, "MaxResults");
  const token = optionalString(input, "NextToken");
  if (size !== undefined && idsGiven) {
    throw new ServiceError("InvalidParameterCombination", "The parameter maxResults cannot be used with a list of ids");
  }
  if (size !== undefined && size < least) {
    const text = `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`;
    throw new ServiceError("InvalidParameterValue", text);
  }
  if (token !== undefined && !/^\d+$/.test(Buffer.from(token, "base64url").toString())) {
    throw new ServiceError("InvalidParameterValue", "Invalid value for parameter nextToken");
  }
  return page(items, Math.min(size ?? MOST, MOST), token);
}
