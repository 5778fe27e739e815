import { type Duration, toSeconds } from "@alpha-engine/dialect";
import { z } from "zod";

import type { PoolRule } from "./capacity.ts";
import type { ReclaimOptions } from "./reclaim-options.ts";

/** Options that also come as JSON. An unknown key is refused: a typing error must not pass for an absence. */

/** Seconds, or a text with its unit. */
export const duration: z.ZodType<Duration> = z.custom<Duration>(
  isDuration,
  'expected seconds, or a text such as "90s" or "5m"',
);

export const lifecycle: z.ZodEnum<{ spot: "spot"; "on-demand": "on-demand" }> = z.enum(["spot", "on-demand"]);

export const wholeNumber: z.ZodNumber = z.number().int().nonnegative();

/** One rule about the capacity of pools. */
export const poolRule: z.ZodType<PoolRule> = z.strictObject({
  instanceType: z.string().exactOptional(),
  zone: z.string().exactOptional(),
  lifecycle: lifecycle.exactOptional(),
  from: duration.exactOptional(),
  until: duration.exactOptional(),
  available: wholeNumber.exactOptional(),
  offered: z.boolean().exactOptional(),
  error: z
    .strictObject({ code: z.string(), message: z.string().exactOptional(), times: wholeNumber.exactOptional() })
    .nullable()
    .exactOptional(),
  price: z.number().positive().exactOptional(),
  delay: duration.exactOptional(),
});

/** How a spot instance is taken away. */
export const reclaimOptions: z.ZodType<ReclaimOptions> = z.strictObject({
  rebalanceLead: duration.exactOptional(),
  noticeLead: duration.exactOptional(),
  notice: z.boolean().exactOptional(),
  ssm: z.enum(["undeliverable", "silent"]).exactOptional(),
  stateReason: z.enum(["late", "prompt", "missing"]).exactOptional(),
});

function isDuration(value: unknown): boolean {
  try {
    toSeconds(value as Duration);
    return true;
  } catch {
    return false;
  }
}
