import { explainFailure } from "@alpha-engine/aws-calls";
import { ListCommandInvocationsCommand } from "@aws-sdk/client-ssm";
import pLimit from "p-limit";

import type { ResolvedEffects } from "../effects.ts";
import { callFailed } from "../errors.ts";
import { livenessOfAll, type Liveness, NOT_SAID } from "../instance/liveness.ts";
import { pollDelay } from "../poll-delay.ts";
import { isUnderWay } from "../verdict/verdict.ts";
import { look, pendingLook } from "./invocation.ts";
import type { Watch } from "./watch.ts";

/** Final words fetched at a time. */
const AT_ONCE = 5;
const LIVENESS_MS = 2000;

/**
 * Looks at the invocations of one command together: one call tells which are under way, only those that have ended are
 * asked for their end; and one call asks for all the instances. So fifty instances cost hardly more calls than one.
 */
export function sharedWatch(instanceIds: readonly string[], effects: ResolvedEffects): Watch {
  const startedAt = effects.now();
  const statuses = shared(
    () => pollDelay(effects.now() - startedAt, () => 0),
    (commandId: string) => statusesOf(commandId, effects),
    effects,
  );
  const liveness = shared(
    () => LIVENESS_MS,
    () => livenessOfAll(instanceIds, effects),
    effects,
  );
  const fewAtOnce = pLimit(AT_ONCE);
  return {
    look: async (commandId, instanceId) => {
      const known = await statuses(commandId);
      if (known === undefined) return { kind: "refused" };
      const status = known.get(instanceId);
      if (status === undefined) return { kind: "not-yet" };
      return isUnderWay(status) ? pendingLook(status) : fewAtOnce(() => look(commandId, instanceId, effects));
    },
    liveness: async (instanceId): Promise<Liveness> => (await liveness("")).get(instanceId) ?? NOT_SAID,
  };
}

/** Undefined when SSM refused to say. */
async function statusesOf(
  commandId: string,
  effects: ResolvedEffects,
): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const request = new ListCommandInvocationsCommand({ CommandId: commandId, MaxResults: 50 });
    const { CommandInvocations = [] } = await (await effects.ssm()).send(request, effects.bounded());
    return new Map(CommandInvocations.map(({ InstanceId = "", Status = "" }) => [InstanceId, Status]));
  } catch (error) {
    if (explainFailure(error).isRetryable) return undefined;
    throw callFailed("ssm:ListCommandInvocations", error);
  }
}

/** An answer that those who ask at about the same time share. */
function shared<Argument, Answer>(
  freshMs: () => number,
  ask: (argument: Argument) => Promise<Answer>,
  { now }: ResolvedEffects,
): (argument: Argument) => Promise<Answer> {
  const asked = new Map<Argument, { readonly at: number; readonly answer: Promise<Answer> }>();
  return (argument) => {
    const last = asked.get(argument);
    if (last !== undefined && now() - last.at < freshMs()) return last.answer;
    const answer = ask(argument);
    asked.set(argument, { at: now(), answer });
    return answer;
  };
}
