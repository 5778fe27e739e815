import type { Fields } from "./fields.ts";
import type { State } from "./machine.ts";
import type { QueryLanguage } from "./machine.ts";

const JSONPATH_ONLY = [
  "InputPath",
  "Parameters",
  "ResultSelector",
  "ResultPath",
  "OutputPath",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
];
const JSONATA_ONLY = ["Arguments", "Output", "Items"];

/** The types of a state, in AWS's order. */
export const TYPES: readonly string[] = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];
/** What each type may say about its data. [doc: input and output fields by state] */
const PARTS: Record<string, readonly string[]> = {
  Task: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next"],
  Pass: ["InputPath", "OutputPath", "Parameters", "ResultPath", "Result", "Next"],
  Choice: ["InputPath", "OutputPath"],
  Wait: ["InputPath", "OutputPath", "Next"],
  Succeed: ["InputPath", "OutputPath"],
  Fail: [],
  Parallel: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next"],
  Map: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Next"],
};
const ALL_PARTS = ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "Retry", "Catch", "Result"];

/** Reports the fields that a state of that type and query language cannot have. */
export function refuseForeignFields(fields: Fields, type: string, queryLanguage: QueryLanguage): void {
  fields.refuse(queryLanguage === "JSONata" ? JSONPATH_ONLY : JSONATA_ONLY, `in a ${queryLanguage} state`);
  const allowed = PARTS[type] ?? [];
  fields.refuse(
    ALL_PARTS.filter((part) => !allowed.includes(part)),
    `by a ${type} state`,
  );
}

export function allowsNext(type: State["type"]): boolean {
  return (PARTS[type] ?? []).includes("Next");
}
