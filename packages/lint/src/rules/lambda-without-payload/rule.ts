import { field } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "lambda-without-payload",
  severity: "warning",
  preset: "recommended",
  what: "A function is invoked without a Payload.",
  why: "It gets an empty event: the state's data is not handed over by itself, as it is where the function's ARN is the Resource.",
  mend: 'Give it "Payload.$": "$", or the part that it needs; {% $states.input %} in JSONata. "Payload": {} says that it needs nothing.',
  known:
    "public definitions, where the Payload was added after the function had found nothing in its event (2021 to 2024)",
  *check({ states }) {
    for (const state of states) {
      const { call } = state;
      if (call?.service !== "lambda" || call.action !== "invoke") continue;
      const whole = state.raw[state.isJsonata ? "Arguments" : "Parameters"];
      if (typeof whole === "string" || field(call.parameters, "Payload") !== undefined) continue;
      yield {
        message: "the function is invoked with nothing: there is no Payload",
        state,
        pointer: whole === undefined ? undefined : call.parametersPointer,
      };
    }
  },
};
