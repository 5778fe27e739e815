import { SpotLauncherError } from "../errors.ts";
import type { PoolAttempt } from "../pools/pool.ts";
import type { Said } from "./ask.ts";
import type { World } from "./effects.ts";
import { findByToken } from "./find-launched.ts";
import { adopted, type LaunchedInstance } from "./launched-instance.ts";

const LOOKS = 6;

/**
 * A launch that was asked for and not answered, or one whose token somebody used before (IdempotentParameterMismatch: the
 * deadline of a second launcher differs): the instance, by its token, or nothing. Another pool instead could rent a second.
 */
export async function resolveLost(
  token: string,
  said: Exclude<Said<unknown>, { kind: "given" }> | { readonly kind: "given"; readonly value: unknown },
  attempts: readonly PoolAttempt[],
  world: World,
): Promise<LaunchedInstance | undefined> {
  const isOwn = said.kind !== "refused" || said.afterLost;
  // One of this launch's own may have ended meanwhile: that it was, and why it ended, others find out.
  const which = isOwn ? "any" : "alive";
  for (let looks = 0; looks < LOOKS; looks += 1) {
    if (looks > 0) await world.sleepThrough(250 * 2 ** looks);
    // What was launched a moment ago may not be listed yet; what cannot be asked is asked again.
    const instance = await findByToken(token, which, world).catch(() => undefined);
    if (instance !== undefined) return { ...adopted(instance, attempts), adopted: !isOwn };
  }
  if (said.kind === "refused") return undefined;
  const why = said.kind === "lost" ? said.message : "an answer without an instance";
  throw new SpotLauncherError("LAUNCH_UNRESOLVED", `nobody says whether EC2 launched an instance: ${why}`, {
    attempts,
    cause: said.kind === "lost" ? said.cause : undefined,
    hint: `aws ec2 describe-instances --filters Name=client-token,Values=${token}; its watchdog ends it, and the reaper`,
  });
}
