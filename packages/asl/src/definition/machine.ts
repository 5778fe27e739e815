import type { Rule } from "../choice/rule.ts";
import type { Resource } from "../integrations/resource.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { CompiledExpression } from "../jsonata/compile.ts";
import type { Path } from "../paths/path.ts";
import type { Jsonata, Template } from "../templates/template.ts";

export type { Resource } from "../integrations/resource.ts";

/** What the paths and expressions of a state are written in. */
export type QueryLanguage = "JSONPath" | "JSONata";
/** The type that a state machine is created with; no part of its definition. */
export type MachineType = "STANDARD" | "EXPRESS";

/** A definition that can be run. */
export interface Machine {
  /** The definition as it was given, as a JSON value. */
  readonly definition: JsonObject;
  readonly comment?: string;
  readonly queryLanguage: QueryLanguage;
  /** Seconds that an execution may take. */
  readonly timeoutSeconds?: number;
  readonly root: Scope;
  /** Every list of states by the pointer of the object it lies in: `""`, `/States/Fan/Branches/0`, … */
  readonly scopes: ReadonlyMap<string, Scope>;
  /** Every JSONata expression, compiled, by its text. */
  readonly expressions: ReadonlyMap<string, CompiledExpression>;
}

/** States that can name each other: a machine, a branch, an item processor. */
export interface Scope {
  readonly pointer: string;
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A state, by its `type`; fields carry the names of the States Language in camel case, defaults filled in. */
export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

interface StateBase {
  readonly name: string;
  /** JSON pointer of the state. */
  readonly pointer: string;
  readonly comment?: string;
  readonly queryLanguage: QueryLanguage;
  readonly inputPath: Path | null;
  readonly outputPath: Path | null;
  /** JSONata only. */
  readonly output?: Template;
  readonly assign?: Template;
  /** The next state; absent where the scope ends. */
  readonly next?: string;
}

interface WithResult {
  readonly resultSelector?: Template;
  readonly resultPath: Path | null;
}

/** States whose work can fail: what is tried again and where a failure leads. First match wins. */
export interface WithErrors {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

/** Calls a Lambda function, an activity or a service. Times in seconds. */
export interface TaskState extends StateBase, WithResult, WithErrors {
  readonly type: "Task";
  readonly resource: Resource;
  /** `Parameters`, or `Arguments` in JSONata. */
  readonly parameters?: Template;
  readonly timeoutSeconds?: NumberSource;
  readonly heartbeatSeconds?: NumberSource;
  readonly credentials?: Template;
}

/** Passes its input, parameters or a fixed result on. */
export interface PassState extends StateBase, WithResult {
  readonly type: "Pass";
  readonly parameters?: Template;
  readonly result?: JsonValue;
}

/** Goes where the first rule that holds leads, else to `default`. */
export interface ChoiceState extends StateBase {
  readonly type: "Choice";
  readonly choices: readonly ChoiceRule[];
  readonly default?: string;
}

/** One entry of `Choices`: a condition, and where it leads. */
export interface ChoiceRule {
  readonly next: string;
  readonly rule: Rule;
  readonly assign?: Template;
  readonly output?: Template;
}

/** Waits for seconds, or until an RFC 3339 timestamp; has one of the two. */
export interface WaitState extends StateBase {
  readonly type: "Wait";
  readonly seconds?: NumberSource;
  readonly timestamp?: TextSource;
}

/** Ends its scope well; an execution, where it is at the top. */
export interface SucceedState extends StateBase {
  readonly type: "Succeed";
}

/** Ends its scope with an error. */
export interface FailState extends StateBase {
  readonly type: "Fail";
  readonly error?: TextSource;
  readonly cause?: TextSource;
}

/** Runs branches side by side, each with the same input; the result is the list of their outputs, in order. */
export interface ParallelState extends StateBase, WithResult, WithErrors {
  readonly type: "Parallel";
  readonly parameters?: Template;
  readonly branches: readonly Scope[];
}

/**
 * Runs its processor once for each item; the result is the list of the outputs, in the order of the items, unless a
 * {@link ResultWriter} puts them elsewhere.
 */
export interface MapState extends StateBase, WithResult, WithErrors {
  readonly type: "Map";
  readonly mode: "INLINE" | "DISTRIBUTED";
  /** What the children of a distributed Map are. */
  readonly childType: "STANDARD" | "EXPRESS";
  /** By what a distributed Map's runs and children are named. */
  readonly label?: string;
  /** `ItemsPath` in JSONPath. */
  readonly itemsPath?: Path;
  /** `Items` in JSONata. */
  readonly items?: Template;
  /** `ItemSelector`, or the older `Parameters`. */
  readonly itemSelector?: Template;
  readonly maxConcurrency?: NumberSource;
  readonly toleratedFailureCount?: NumberSource;
  readonly toleratedFailurePercentage?: NumberSource;
  readonly itemReader?: ItemReader;
  readonly itemBatcher?: ItemBatcher;
  readonly resultWriter?: ResultWriter;
  readonly processor: Scope;
}

/** Where a distributed Map takes its items from. */
export interface ItemReader {
  readonly action: "getObject" | "listObjectsV2";
  /** `Parameters`, or `Arguments` in JSONata. */
  readonly parameters?: Template;
  readonly inputType: InputType;
  readonly csvDelimiter: string;
  /** The columns of a CSV file; without them its first row names them. */
  readonly csvHeaders?: readonly string[];
  readonly maxItems?: NumberSource;
  /** Whether the objects of a listing are read, instead of being the items: `LOAD_AND_FLATTEN`. */
  readonly flatten?: true;
  /** JSON pointer of the list inside the file. */
  readonly itemsPointer?: string;
}
/** The form of the file that an {@link ItemReader} reads. */
export type InputType = "CSV" | "JSON" | "JSONL" | "MANIFEST" | "PARQUET";

/** How many items one child of a distributed Map gets at once. */
export interface ItemBatcher {
  readonly batchInput?: Template;
  readonly maxItems?: NumberSource;
  readonly maxBytes?: NumberSource;
}

/** Where the results of a distributed Map go, and in what form. */
export interface ResultWriter {
  /** `Parameters`, or `Arguments` in JSONata: a bucket. Without it the results stay the state's own. */
  readonly parameters?: Template;
  readonly transformation: "NONE" | "COMPACT" | "FLATTEN";
  readonly outputType: "JSON" | "JSONL";
}

/** Which errors are tried again, when and how often. */
export interface Retrier {
  readonly errorEquals: readonly string[];
  /** Seconds before the first retry. @default 1 */
  readonly intervalSeconds: number;
  /** Retries, not counting the first try; 0 for none. @default 3 */
  readonly maxAttempts: number;
  /** The delay of a retry is that of the one before times this. @default 2 */
  readonly backoffRate: number;
  /** The longest delay, in seconds. @default unbounded */
  readonly maxDelaySeconds?: number;
  /** `FULL` takes a random delay between 0 and the computed one. @default "NONE" */
  readonly jitter: "FULL" | "NONE";
}

/** Which errors are caught, where they lead, and what becomes of the error output. */
export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly next: string;
  readonly resultPath: Path | null;
  readonly assign?: Template;
  readonly output?: Template;
}

/** A field whose value is written down, read at a path, or computed. */
export type Source<T> =
  | { readonly kind: "literal"; readonly value: T }
  | { readonly kind: "path"; readonly field: string; readonly path: Path }
  | { readonly kind: "template"; readonly field: string; readonly template: Template }
  | Jsonata;
/** A {@link Source} of a number: `TimeoutSeconds` or `TimeoutSecondsPath`. */
export type NumberSource = Source<number>;
/** A {@link Source} of a text: `Cause` or `CausePath`. */
export type TextSource = Source<string>;
