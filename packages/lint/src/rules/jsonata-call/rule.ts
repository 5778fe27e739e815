import { jsonataCalls } from "@alpha-engine/definition/data-flow";
import { nearest } from "@alpha-engine/dialect";

import { jsonataTexts } from "../../rule/jsonata-texts.ts";
import type { Rule } from "../../rule/rule.ts";

/** How many values each function takes at most. [doc: JSONata function library; JSONata functions provided by Step Functions, 2026-11] */
const MOST: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries({
    0: "millis uuid",
    1: "sum count max min average lowercase uppercase length trim number floor ceil abs sqrt random boolean not keys exists spread merge reverse error type shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl clone parse",
    2: "string substringBefore substringAfter contains join formatBase formatInteger parseInteger round power map filter single sift lookup append each assert sort toMillis now partition hash",
    3: "substring pad match split formatNumber reduce fromMillis range",
    4: "replace",
  }).flatMap(([most, names]) => names.split(" ").map((name) => [name, Number(most)] as const)),
);
const NAMES = [...Object.keys(MOST), "zip"];

export const rule: Rule = {
  id: "jsonata-call",
  severity: "error",
  preset: "recommended",
  what: "A JSONata expression calls a function that is not there, or with more values than it takes.",
  why: "The definition is taken; States.QueryEvaluationError comes when the state is entered.",
  mend: "Write the function's name as it is; Step Functions has no $eval, and its own $partition, $range, $hash, $random, $uuid and $parse.",
  known: "documentation: functions of Step Functions that JSONata has not, and the other way round",
  *check({ states }) {
    for (const state of states)
      for (const { expression, pointer } of jsonataTexts(state))
        for (const { name, given, isBound } of jsonataCalls(expression)) {
          const most = Object.hasOwn(MOST, name) ? MOST[name] : undefined;
          if (isBound || name === "zip") continue;
          if (most === undefined) {
            const near = nearest(name, NAMES);
            yield { message: `there is no $${name}${near === undefined ? "" : `; there is $${near}`}`, state, pointer };
          } else if (given > most)
            yield {
              message: `$${name} takes ${most === 0 ? "nothing" : `${most} at most`}, and is given ${given}`,
              state,
              pointer,
            };
        }
  },
};
