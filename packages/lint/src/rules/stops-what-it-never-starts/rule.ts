import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "stops-what-it-never-starts",
  severity: "warning",
  preset: "recommended",
  what: "A machine stops the instance that it works on, at either end, and never starts it.",
  why: "It cannot be run again: every recovery sends its first command to a stopped box.",
  mend: "Start the instance first and wait for its agent; starting one that runs does nothing.",
  known: "2026-07-01",
  *check({ states, tree, steps }) {
    const stops = states.filter(
      ({ call }) => call?.service === "ec2" && /^(?:stop|terminate)Instances$/.test(call.action),
    );
    const starts = states.some(({ call }) => call?.service === "ec2" && /^(?:start|run)Instances$/.test(call.action));
    const launches = states.some(({ call }) => call?.service === "lambda" || call?.service === "states");
    if (starts || launches || stops.length === 0 || steps.length === 0) return;
    const [first] = steps;
    for (const state of stops)
      yield {
        message: "stops an instance that nothing here starts: a second run finds it stopped",
        state,
        related: first === undefined ? [] : [first.send],
      };
    const start = tree.root.states.get(tree.root.startAt ?? "");
    const front = [...new Set([start, first?.send])].filter((state) => state !== undefined);
    for (const state of front)
      yield { message: "comes before anything that would start the instance it needs", state, related: stops };
  },
};
