import { namesRead, pathText, WHOLE } from "@alpha-engine/definition/data-flow";

import type { Rule } from "../../rule/rule.ts";
import { resultKeys } from "../../rule/ssm-steps.ts";

export const rule: Rule = {
  id: "result-never-read",
  severity: "info",
  preset: "pipeline",
  what: "A function is invoked, its answer is kept, and no state ever reads it.",
  why: "A function that answers with an error document and status 200 counts as good; a check whose verdict nobody looks at is none.",
  mend: "Branch on what it answers, behind IsPresent; or say ResultPath null where only its raising counts.",
  known: "finished work was started again because nothing read the completion check (2026-07-31)",
  *check({ states }) {
    const read = new Set(states.flatMap(namesRead));
    // Who is handed all of the data may read it; of a lane's, only what the lane ends with comes out.
    const handedOn = new Set(states.filter((state) => namesRead(state).includes(WHOLE)).map(({ scope }) => scope));
    for (const state of states) {
      if (state.isJsonata || state.call?.service !== "lambda") continue;
      const keys = resultKeys(state) ?? [];
      const [name] = keys;
      if (name === undefined || state.raw["End"] === true || read.has(name) || handedOn.has(state.scope)) continue;
      const choices = state.edges.filter(({ kind, to }) => kind === "next" && to.type === "Choice").map(({ to }) => to);
      yield { message: `the answer at ${pathText(keys)} is never read`, state, related: choices };
    }
  },
};
