import { at } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import type { Rule } from "../../rule/rule.ts";

const EVERY = ["Type", "Comment", "QueryLanguage", "Assign"];
const DATA = ["InputPath", "OutputPath", "Output", "Next", "End"];
const WORK = [...DATA, "Parameters", "Arguments", "ResultSelector", "ResultPath", "Retry", "Catch"];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...WORK,
    "Resource",
    "TimeoutSeconds",
    "TimeoutSecondsPath",
    "HeartbeatSeconds",
    "HeartbeatSecondsPath",
    "Credentials",
  ],
  Pass: [...DATA, "Parameters", "Result", "ResultPath"],
  Choice: ["InputPath", "OutputPath", "Output", "Choices", "Default"],
  Wait: [...DATA, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Succeed: ["InputPath", "OutputPath", "Output"],
  Fail: ["Error", "ErrorPath", "Cause", "CausePath"],
  Parallel: [...WORK, "Branches"],
  Map: [
    ...WORK,

    "ItemProcessor",
    "Iterator",
    "ItemSelector",
    "ItemsPath",
    "Items",
    "ItemReader",
    "ItemBatcher",
    "ResultWriter",
    "Label",
    "MaxConcurrency",
    "MaxConcurrencyPath",
    "ToleratedFailureCount",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentage",
    "ToleratedFailurePercentagePath",
  ],
};

export const rule: Rule = {
  id: "unknown-field",
  severity: "error",
  preset: "grammar",
  what: "A field that a state of this type does not have.",
  why: "Step Functions refuses the definition; what the field was meant to do is not done.",
  mend: "Put it where it belongs, often into Parameters, or take it out.",
  known: "a Message.$ beside Parameters instead of in them (2026-07-15)",
  *check({ states }) {
    for (const state of states) {
      const known = FIELDS[state.type];
      if (known === undefined) continue;
      for (const name of Object.keys(state.raw)) {
        if (known.includes(name) || EVERY.includes(name)) continue;
        const near = nearest(name, [...known, ...EVERY]);
        const message = `a ${state.type} state has no field ${name}${near === undefined ? "" : `; ${near} is one`}`;
        yield { message, state, pointer: at(state.pointer, name) };
      }
    }
  },
};
