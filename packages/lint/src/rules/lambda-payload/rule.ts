import { at, field, functionName, isObject } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "lambda-payload",
  severity: "error",
  preset: "recommended",
  what: "A payload that the registry of functions does not know: a key too many, one too few, or a function that is not in it. Needs `lambdas` in the configuration.",
  why: "A mistyped key is silently ignored by the function, a missing one takes its default: a dry pass that was none.",
  mend: "Write the payload as the registry has it, or the registry as the function does.",
  known: "the payload registry of the pipelines' own tests",
  *check({ states, settings }) {
    const { lambdas } = settings;
    if (lambdas === undefined) return;
    for (const state of states) {
      const name = state.call?.service === "lambda" ? functionName(state.call) : undefined;
      if (name === undefined || state.call === undefined) continue;
      const facts = Object.hasOwn(lambdas, name) ? lambdas[name] : undefined;
      if (facts === undefined) {
        const near = nearest(name, Object.keys(lambdas));
        yield {
          message: `${name} is not in the registry of functions${near === undefined ? "" : `; ${near} is`}`,
          severity: "warning",
          state,
        };
        continue;
      }
      const payload = field(state.call.parameters, "Payload");
      const known = facts.payload;
      if (known === undefined || payload?.computed === true) continue;
      const value = payload?.value;
      const keys = isObject(value) ? Object.keys(value).map((key) => key.replace(/\.\$$/, "")) : [];
      const { required = [], optional = [] } = known;
      const pointer = at(state.call.parametersPointer, "Payload");
      for (const key of required)
        if (!keys.includes(key)) yield { message: `the payload for ${name} lacks ${key}`, state, pointer };
      for (const key of keys) {
        if (required.includes(key) || optional.includes(key)) continue;
        const near = nearest(key, [...required, ...optional]);
        yield {
          message: `${name} takes no ${key}${near === undefined ? "" : `; it takes ${near}`}`,
          severity: "warning",
          state,
          pointer,
        };
      }
    }
  },
};
