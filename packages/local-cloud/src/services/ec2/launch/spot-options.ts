import { optionalString, record } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";

export interface SpotOptions {
  /** USD an hour; the on-demand price where it is not given. */
  readonly maxPrice: number | undefined;
}

const LOWEST_PRICE = 0.001;

/** One-time spot requests only; `undefined` is on-demand. */
export function readSpotOptions(market: Input): SpotOptions | undefined {
  const type = optionalString(market, "MarketType");
  if (type === undefined) return undefined;
  if (type !== "spot") throw new ServiceError("InvalidParameterValue", `Invalid value '${type}' for MarketType.`);
  const options = record(market, "SpotOptions");
  const requestType = optionalString(options, "SpotInstanceType") ?? "one-time";
  const behavior = optionalString(options, "InstanceInterruptionBehavior") ?? "terminate";
  if (requestType === "persistent") {
    const text = "Persistent Spot requests are not modelled by local-cloud: ask for a one-time request";
    throw new NotModelledError("UnsupportedOperation", text);
  }
  if (requestType !== "one-time") {
    throw new ServiceError("InvalidParameterValue", `Invalid value '${requestType}' for SpotInstanceType.`);
  }
  if (behavior !== "terminate") {
    const text = `The request with type 'one-time' is not supported when instanceInterruptionBehavior is set to '${behavior}'.`;
    throw new ServiceError("InvalidParameterCombination", text);
  }
  // Refused for one-time requests, which is the default type (boto/botocore#2021).
  if (options["ValidUntil"] !== undefined) {
    throw new ServiceError("InvalidParameterCombination", "ValidUntil is not allowed for one-time Spot requests");
  }
  return { maxPrice: maxPrice(options) };
}

/** A price below a tenth of a cent is rejected (botocore 1.43 model of SpotMarketOptions, 2026-11). */
export function maxPrice(options: Input): number | undefined {
  const text = optionalString(options, "MaxPrice");
  if (text === undefined) return undefined;
  const price = Number(text);
  if (Number.isFinite(price) && price >= LOWEST_PRICE) return price;
  throw new ServiceError(
    "InvalidParameterValue",
    `Value (${text}) for parameter MaxPrice is invalid. "${text}" is less than ${LOWEST_PRICE}`,
  );
}
