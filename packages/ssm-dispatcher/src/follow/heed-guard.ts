import type { ResolvedEffects } from "../effects.ts";
import { readGuardNote, RUNS } from "../script/guard.ts";
import { NEVER_RAN, UNKNOWN } from "../verdict/verdict.ts";
import { follow, type Followed, type FollowedCommand } from "./follow.ts";
import type { Watch } from "./watch.ts";

/** What a command came to, once the words of the guard around its script are taken into account. */
export async function heedGuard(
  followed: Followed,
  command: FollowedCommand,
  watch: Watch,
  effects: ResolvedEffects,
): Promise<Followed> {
  const { evidence } = followed;
  const note = readGuardNote(followed.invocation?.stderr ?? "", command.mark);
  if (note === undefined) return followed;
  const first = note.firstCommandId;
  switch (note.word) {
    case "replayed":
      return {
        ...followed,
        evidence: `${evidence}; the instance had run it already, as command ${first ?? "unknown"}`,
      };
    case "conflict":
      return { ...followed, verdict: NEVER_RAN, evidence: "the instance has run another script under this key" };
    case "unusable":
      return { ...followed, verdict: NEVER_RAN, evidence: `the instance cannot keep its record in ${RUNS}` };
    case "unknown": {
      const because = `the run under this key, command ${first ?? "unknown"}, ended without a word of its own`;
      if (first === undefined || first === command.commandId)
        return { ...followed, verdict: UNKNOWN, evidence: because };
      const end = await follow({ ...command, commandId: first }, watch, effects);
      return { ...followed, verdict: end.verdict, evidence: `${because}; of that ${end.evidence}` };
    }
  }
}
