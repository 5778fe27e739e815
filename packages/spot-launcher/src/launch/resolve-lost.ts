import { lookUntil } from "../asking/look-until.ts";
import { SpotLauncherError } from "../errors.ts";
import type { Answer } from "./ask-with-token.ts";
import type { LaunchContext } from "./context.ts";
import { findByToken } from "./find-launched.ts";
import { adopted, type LaunchedInstance } from "./launched-instance.ts";

const LOOKS = 6;

/**
 * A launch that was asked for and not answered, or one whose token somebody used before (IdempotentParameterMismatch: the
 * deadline of a second launcher differs): the instance, by its token, or nothing. Another pool instead could rent a second.
 */
export async function resolveLost(
  token: string,
  answer: Answer<unknown>,
  context: LaunchContext,
): Promise<LaunchedInstance | undefined> {
  const isOwn = answer.kind !== "refused" || answer.afterLost;
  // One of this launch's own may have ended meanwhile: that it was, and why it ended, others find out.
  const which = isOwn ? "any" : "alive";
  // What was launched a moment ago may not be listed yet; what cannot be asked is asked again.
  const look = () => findByToken(token, which, context).catch(() => undefined);
  // Although the launch may be cancelled: it must be known before it can be given back.
  const instance = await lookUntil(look, { tries: LOOKS, first: 0.5, patience: "5m" }, context);
  const attempts = context.refusals.list();
  if (instance !== undefined) return { ...adopted(instance, attempts), adopted: !isOwn };
  if (answer.kind === "refused") return undefined;
  const why = answer.kind === "lost" ? answer.message : "an answer without an instance";
  throw new SpotLauncherError("LAUNCH_UNRESOLVED", `nobody says whether EC2 launched an instance: ${why}`, {
    attempts,
    cause: answer.kind === "lost" ? answer.cause : undefined,
    hint: `aws ec2 describe-instances --filters Name=client-token,Values=${token}; its watchdog ends it, and the reaper`,
  });
}
