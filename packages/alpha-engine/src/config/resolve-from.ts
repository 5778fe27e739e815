import { AlphaEngineError } from "../errors.ts";
import type { Settings } from "./config.ts";

/** A value, or what a function of the configuration makes of the settings; `place` is where it stands, for messages. */
export async function resolveFrom<Value>(
  value: Value | ((settings: never) => Value | Promise<Value>),
  settings: Settings,
  place: string,
): Promise<Value> {
  if (typeof value !== "function") return value;
  try {
    return await (value as (settings: Settings) => Value | Promise<Value>)(settings);
  } catch (cause) {
    const { message, hint } = cause as { readonly message?: string; readonly hint?: string };
    throw new AlphaEngineError("CONFIG_WRONG", `${place}: ${message ?? String(cause)}`, { cause, hint });
  }
}
