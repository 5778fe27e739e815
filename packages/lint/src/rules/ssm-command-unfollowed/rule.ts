import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "ssm-command-unfollowed",
  severity: "error",
  preset: "recommended",
  what: "A command is sent and how it ended is never looked at.",
  why: "The state succeeds as soon as SSM has taken the command; most checks failed for 30 days and every run mailed SUCCESS.",
  mend: "Poll getCommandInvocation until it has ended and branch on its Status, or wait for a task token that the script sends.",
  known: "2026-07-11; a drift check and a daemon start, still so in August 2026",
  *check({ steps, graph }) {
    for (const { send, polls } of steps) {
      if (send.call?.pattern === "callback" || !graph.reachable.has(send)) continue;
      if (polls.length === 0) {
        yield { message: "the command is sent and never polled", state: send };
        continue;
      }
      if (polls.some(({ choices }) => choices.length > 0)) continue;
      const states = polls.map(({ state }) => state);
      yield {
        message: `the command is polled by ${states.map(({ name }) => name).join(", ")}, and no Choice branches on its Status`,
        severity: "warning",
        state: send,
        related: states,
      };
      for (const state of states)
        yield {
          message: `what it learns of ${send.name} is not branched on`,
          severity: "warning",
          state,
          related: [send],
        };
    }
  },
};
