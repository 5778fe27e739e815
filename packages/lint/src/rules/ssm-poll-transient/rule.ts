import { retried } from "../../rule/retries.ts";
import type { Rule } from "../../rule/rule.ts";
import { isPoll } from "../../rule/ssm-steps.ts";

const COVER = ["States.ALL", "States.TaskFailed", "Ssm.SdkClientException", "Ssm.SsmException"];

export const rule: Rule = {
  id: "ssm-poll-transient",
  severity: "warning",
  preset: "recommended",
  what: "A poll does not retry a broken connection, a throttled call or an internal error.",
  why: "A poll changes nothing and may always be repeated; without it a network timeout of two seconds failed a run whose work went on.",
  mend: "Retry Ssm.SdkClientException, Ssm.SsmException, Ssm.InternalServerErrorException and States.Timeout, with backoff and jitter.",
  known: "2026-07-11",
  *check({ states }) {
    for (const state of states) {
      if (!isPoll(state)) continue;
      const names = retried(state);
      if (!COVER.some((name) => names.has(name)))
        yield { message: "does not retry transient errors of the service", state };
    }
  },
};
