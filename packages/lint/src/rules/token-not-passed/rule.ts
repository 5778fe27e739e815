import { isSubstitution, leavesIn } from "../../rule/leaves.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "token-not-passed",
  severity: "error",
  preset: "recommended",
  what: "A task waits for its token and hands it to nobody.",
  why: "Nobody can send it back: the execution stands there until the state's timeout, a year without one.",
  mend: "Put $$.Task.Token ($states.context.Task.Token in JSONata) into what the task sends.",
  known: "documentation: wait for a callback with the task token",
  *check({ states, graph }) {
    for (const state of states) {
      const { call } = state;
      if (call?.pattern !== "callback" || !graph.reachable.has(state)) continue;
      const given = state.raw["Arguments"] ?? state.raw["Parameters"];
      const leaves = leavesIn(given, call.parametersPointer);
      // What is filled in at deployment may hold it.
      if (leaves.some(({ key, text }) => isSubstitution(text) && HOLDS.test(key))) continue;
      if (leaves.some(({ text, computed }) => computed && HAS_TOKEN.test(text))) continue;
      yield { message: `${call.service}:${call.action} waits for a token that nobody gets`, state };
    }
  },
};

/** The token, or all of the context that it is in. */
const HAS_TOKEN = /\$\$(?:\.Task\b|\[|$|[\s,)])|\$states(?:\.context(?!\.(?!Task\b))|(?!\w|\.))/;
const HOLDS = /^(?:|Payload|Input|Message|MessageBody|Body|RequestBody|Detail|Entries|Environment|Value)$/;
