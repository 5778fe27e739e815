import { OPERATORS } from "../choice/rule.ts";
import type { State } from "./machine.ts";

/** The fields of one kind of object, by the query language that has them. */
export interface KnownFields {
  readonly both: ReadonlySet<string>;
  readonly JSONPath: ReadonlySet<string>;
  readonly JSONata: ReadonlySet<string>;
}

function known(both: string, jsonPath = "", jsonata = ""): KnownFields {
  const names = (text: string): Set<string> => new Set(text.split(" ").filter(Boolean));
  return { both: names(both), JSONPath: names(jsonPath), JSONata: names(jsonata) };
}

const ANY = "Type Comment QueryLanguage";
const FLOWING = `${ANY} Assign Next End`;
const PATHS = "InputPath OutputPath";
const RESULT = `${PATHS} Parameters ResultSelector ResultPath`;
const COMPARISONS = OPERATORS.flatMap((operator) =>
  operator.startsWith("Is") || operator === "StringMatches" ? [operator] : [operator, `${operator}Path`],
).join(" ");

/**
 * What each type of state may have.
 * [badmintoncryer/cdk-preflight, pf-sfn-asl-state-fields: 8 types by 50 fields, measured on AWS in September 2026]
 */
export const STATE_FIELDS: Readonly<Record<State["type"], KnownFields>> = {
  Task: known(
    `${FLOWING} Resource Credentials Retry Catch TimeoutSeconds HeartbeatSeconds`,
    `${RESULT} TimeoutSecondsPath HeartbeatSecondsPath`,
    "Arguments Output",
  ),
  Wait: known(`${FLOWING} Seconds Timestamp`, `${PATHS} SecondsPath TimestampPath`, "Output"),
  Pass: known(FLOWING, `${PATHS} Parameters Result ResultPath`, "Output"),
  Succeed: known(ANY, PATHS, "Output"),
  Fail: known(`${ANY} Error Cause`, "ErrorPath CausePath"),
  Choice: known(`${ANY} Assign Choices Default`, PATHS, "Output"),
  Parallel: known(`${FLOWING} Branches Retry Catch`, RESULT, "Arguments Output"),
  Map: known(
    `${FLOWING} ItemProcessor Iterator ItemSelector ItemReader ItemBatcher ResultWriter MaxConcurrency ToleratedFailureCount ToleratedFailurePercentage Label Retry Catch`,
    `${RESULT} ItemsPath MaxConcurrencyPath ToleratedFailureCountPath ToleratedFailurePercentagePath`,
    "Items Output",
  ),
};

type Part =
  | "machine"
  | "branch"
  | "processor"
  | "processorConfig"
  | "retrier"
  | "catcher"
  | "choiceRule"
  | "nestedRule"
  | "itemReader"
  | "readerConfig"
  | "itemBatcher"
  | "resultWriter"
  | "writerConfig";

/** What every other object of a definition may have. [verdicts: fields, query language, map, choice] */
export const FIELDS: Readonly<Record<Part, KnownFields>> = {
  machine: known("Comment QueryLanguage StartAt States TimeoutSeconds Version"),
  branch: known("Comment StartAt States"),
  processor: known("Comment StartAt States ProcessorConfig"),
  processorConfig: known("Mode ExecutionType"),
  retrier: known("Comment ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy"),
  catcher: known("Comment ErrorEquals Next Assign", "ResultPath", "Output"),
  choiceRule: known("Comment Next Assign", `And Or Not Variable ${COMPARISONS}`, "Condition Output"),
  nestedRule: known("Comment", `And Or Not Variable ${COMPARISONS}`),
  itemReader: known("Comment Resource ReaderConfig", "Parameters", "Arguments"),
  readerConfig: known(
    "InputType Transformation ManifestType CSVHeaderLocation CSVHeaders CSVDelimiter MaxItems ItemsPointer",
    "MaxItemsPath",
  ),
  itemBatcher: known(
    "Comment BatchInput MaxItemsPerBatch MaxInputBytesPerBatch",
    "MaxItemsPerBatchPath MaxInputBytesPerBatchPath",
  ),
  resultWriter: known("Comment Resource WriterConfig", "Parameters", "Arguments"),
  writerConfig: known("Transformation OutputType"),
};

/** The types of a state, in AWS's order. */
export const TYPES: readonly string[] = ["Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map"];
