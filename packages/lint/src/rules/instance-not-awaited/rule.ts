import type { StateNode } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "instance-not-awaited",
  severity: "warning",
  preset: "recommended",
  what: "An instance is started and sent a command after a fixed wait, without asking whether its agent is there.",
  why: "On a cold boot the agent takes longer: Ssm.InvalidInstanceIdException at the first command.",
  mend: "Poll ssm:describeInstanceInformation until PingStatus is Online, with a counter, before the first send.",
  known: "2026-05-05",
  *check({ states }) {
    for (const start of states) {
      if (start.call?.service !== "ec2" || !/^(?:startInstances|runInstances)$/.test(start.call.action)) continue;
      const seen = new Set([start]);
      const pending: { readonly state: StateNode; readonly waits: readonly StateNode[] }[] = [
        { state: start, waits: [] },
      ];
      for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
        for (const { to, kind } of next.state.edges) {
          if (kind === "catch" || seen.has(to)) continue;
          seen.add(to);
          if (
            to.call?.action === "describeInstanceInformation" ||
            to.call?.action === "getConnectionStatus" ||
            to.call?.service === "lambda"
          )
            continue;
          const waits = to.type === "Wait" ? [...next.waits, to] : next.waits;
          if (to.call?.service === "ssm" && to.call.action === "sendCommand") {
            yield {
              message: `is sent a command after ${start.name} without asking whether the agent is online`,
              state: to,
              related: [start, ...waits],
            };
            for (const wait of waits)
              yield { message: "a fixed wait does not make the agent online", state: wait, related: [start, to] };
            yield {
              message: `${to.name} follows without asking whether the agent is online`,
              state: start,
              related: [to],
            };
          } else pending.push({ state: to, waits });
        }
      }
    }
  },
};
