import { didYouMean, type Duration, toSeconds } from "@alpha-engine/dialect";
import { z } from "zod";

import type { PoolRule } from "./capacity.ts";
import type { ReclaimOptions } from "./reclaim-options.ts";

/** Options that also come as JSON. An unknown key is refused: a typing error must not pass for an absence. */

/** An object with these keys and no other; a key that it does not know is refused with the nearest that it does. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const [word = ""] = issue.keys;
      return `unknown key "${word}"${didYouMean(word, known)}; expected one of ${known.join(", ")}`;
    },
  });
}

/** Seconds, or a text with its unit. */
export const duration: z.ZodType<Duration> = z.custom<Duration>(
  isDuration,
  'expected seconds, or a text such as "90s" or "5m"',
);

export const lifecycle: z.ZodEnum<{ spot: "spot"; "on-demand": "on-demand" }> = z.enum(["spot", "on-demand"]);

export const wholeNumber: z.ZodNumber = z.number().int().nonnegative();

/** One rule about the capacity of pools. */
export const poolRule: z.ZodType<PoolRule> = strict({
  instanceType: z.string().exactOptional(),
  zone: z.string().exactOptional(),
  lifecycle: lifecycle.exactOptional(),
  from: duration.exactOptional(),
  until: duration.exactOptional(),
  available: wholeNumber.exactOptional(),
  offered: z.boolean().exactOptional(),
  error: strict({ code: z.string(), message: z.string().exactOptional(), times: wholeNumber.exactOptional() })
    .nullable()
    .exactOptional(),
  price: z.number().positive().exactOptional(),
  delay: duration.exactOptional(),
});

/** How a spot instance is taken away. */
export const reclaimOptions: z.ZodType<ReclaimOptions> = strict({
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
