import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "task-without-timeout",
  severity: "warning",
  preset: "pipeline",
  what: "A task that does something has no TimeoutSeconds.",
  why: "The default is 99,999,999 s: an answer that never comes holds the run for years.",
  mend: "TimeoutSeconds a little below what the function may take, 30 to 60 for a request.",
  known: "preventive, 2026-08-13; documentation: best practices",
  *check({ states }) {
    for (const state of states) {
      const { call, raw } = state;
      if (call === undefined || ["TimeoutSeconds", "TimeoutSecondsPath"].some((name) => raw[name] !== undefined))
        continue;
      // A token's wait has a rule of its own.
      if (call.pattern === "callback") continue;
      // A question changes nothing, and a message is handed over at once: the machine's own limit is enough for them.
      if (
        call.pattern === "request-response" &&
        (/^(?:get|list|describe|head)/.test(call.action) || call.service === "sns")
      )
        continue;
      yield { message: `${call.service}:${call.action} has no TimeoutSeconds`, state };
    }
  },
};
