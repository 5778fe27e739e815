import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "token-wait-unbounded",
  severity: "warning",
  preset: "recommended",
  what: "A task waits for its token, or for an activity's worker, with neither HeartbeatSeconds nor TimeoutSeconds.",
  why: "A worker that dies takes the token with it: the execution stands there for a year, and nothing says so.",
  mend: "HeartbeatSeconds a little above how often the worker reports, or a TimeoutSeconds above the longest work.",
  known: "documentation: wait for a callback with the task token; best practices",
  *check({ states, graph }) {
    for (const state of states) {
      const { call, raw } = state;
      const waits = call?.pattern === "callback" || call?.service === "activity";
      if (!waits || !graph.reachable.has(state) || LIMITS.some((name) => raw[name] !== undefined)) continue;
      yield {
        message: `waits for ${call?.pattern === "callback" ? "its token" : "a worker"} without heartbeat or timeout`,
        state,
      };
    }
  },
};

const LIMITS = ["HeartbeatSeconds", "HeartbeatSecondsPath", "TimeoutSeconds", "TimeoutSecondsPath"];
