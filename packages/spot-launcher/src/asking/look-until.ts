import { type PatienceOptions, patiently } from "@alpha-engine/aws-calls";

import type { ResolvedEffects } from "../effects.ts";

/** Nothing to see yet. Never leaves this file. */
class NothingYet extends Error {}

/**
 * Looks, and again with growing pauses, until there is something to see; undefined when patience, the number of tries or
 * the signal ends it. What a look throws ends it, too.
 */
export async function lookUntil<Seen>(
  look: () => Promise<Seen | undefined>,
  options: Omit<PatienceOptions, "idempotent" | "isWorthRepeating" | "onRetry">,
  effects: Pick<ResolvedEffects, "sleep" | "random" | "now">,
): Promise<Seen | undefined> {
  const seeing = async (): Promise<Seen> => {
    const seen = await look();
    if (seen === undefined) throw new NothingYet();
    return seen;
  };
  try {
    return await patiently(
      seeing,
      { ...options, isWorthRepeating: (_, error) => error instanceof NothingYet },
      effects,
    );
  } catch (error) {
    if (error instanceof NothingYet) return undefined;
    throw error;
  }
}
