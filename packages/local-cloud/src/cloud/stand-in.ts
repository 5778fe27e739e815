import type { JsonValue, TaskRequest } from "@alpha-engine/asl";
import type { Duration } from "@alpha-engine/dialect";

/** How a task fails: the error that Retry and Catch match, and its cause. */
export interface Thrown {
  readonly throws: { readonly error: string; readonly cause?: string | undefined };
}

/** What a task does in place of what its resource names. */
export type StandIn =
  | StandInFunction
  | ({
      /** Time of the cloud's clock that the call takes before it answers. @default 0 */
      readonly delay?: Duration | undefined;
    } & StandInSource);

/** Where an answer comes from. */
export type StandInSource =
  | { readonly answer: JsonValue }
  /** JSON, in turn, the last again and again; one that is `{ throws: { error, cause } }` is a failure. */
  | { readonly answers: readonly unknown[] }
  | Thrown
  | StandInModule
  | StandInCommand;

/** A function of this process. */
export type StandInFunction = (request: TaskRequest) => JsonValue | undefined | Promise<JsonValue | undefined>;

/** A function of a JavaScript or TypeScript module, in a thread that is kept for the calls that follow. */
export interface StandInModule {
  /** Its path: the default export, else the only function that it exports; `FILE#NAME` is another export. */
  readonly module: string;
}

/**
 * A program, for each call a process: the request comes as JSON on its stdin, what it answers is read as JSON from its stdout.
 * Another exit code than 0 is a failure, with the last line of its stderr for a cause.
 */
export interface StandInCommand {
  /** A program with its words, or a text for bash. */
  readonly command: string | readonly [string, ...string[]];
  /** Where it is run. @default the working directory */
  readonly folder?: string | undefined;
}

/** By state, by resource, by the name of a function, or by `service:action` (`ecs:runTask`, with or without `aws-sdk`, `.sync` or a token). */
export type StandIns = Readonly<Record<string, StandIn>>;

/** What of a task says which stand-in is meant. */
export interface StoodInFor {
  readonly state: string;
  readonly resource: string;
  /** With the name of the function, for one that invokes it. */
  readonly parameters?: JsonValue;
}

/**
 * The name of the stand-in for a task, the closest first: its state's, its resource's, its function's, its action's.
 *
 * @example
 * ```ts example
 * import { standInKey } from "@alpha-engine/local-cloud/models";
 *
 * const standIns = { "batch:submitJob": { answer: {} }, grade: { answer: { ok: true } } };
 * console.log(standInKey(standIns, { state: "Train", resource: "arn:aws:states:::batch:submitJob.sync" }));
 * const invoke = { state: "Grade", resource: "arn:aws:states:::lambda:invoke", parameters: { FunctionName: "grade" } };
 * console.log(standInKey(standIns, invoke));
 * ```
 * ```text output
 * batch:submitJob
 * grade
 * ```
 */
export function standInKey(standIns: Readonly<Record<string, unknown>>, task: StoodInFor): string | undefined {
  return [task.state, task.resource, functionOf(task), actionOf(task.resource)].find(
    (key) => key !== undefined && Object.hasOwn(standIns, key),
  );
}

/** A stand-in as it is meant for a task, and how it is called among all. */
export interface MeantStandIn {
  readonly name: string;
  readonly standIn: StandIn;
  /** Whether it was found by the name of the function that the task invokes. */
  readonly isOfFunction: boolean;
}

/** Those of a state machine stand in for its tasks, where it has any of its own, else those for all. */
export function meantStandIn(
  {
    standIns = {},
    standInsOf = {},
  }: { readonly standIns?: StandIns; readonly standInsOf?: Readonly<Record<string, StandIns>> },
  task: StoodInFor,
  machine: string | undefined,
): MeantStandIn | undefined {
  const own = machine !== undefined && Object.hasOwn(standInsOf, machine) ? standInsOf[machine] : undefined;
  const from = own ?? standIns;
  const key = standInKey(from, task);
  const standIn = key === undefined ? undefined : from[key];
  if (key === undefined || standIn === undefined) return undefined;
  return {
    name: own === undefined ? key : `${machine ?? ""}/${key}`,
    standIn,
    isOfFunction: key === functionOf(task),
  };
}

/** The function that a task invokes, as far as its resource and its parameters name one. */
export function functionOf({ resource, parameters }: Omit<StoodInFor, "state">): string | undefined {
  const byArn = nameIn(resource);
  if (byArn !== undefined || actionOf(resource) !== "lambda:invoke") return byArn;
  const { FunctionName: named } = (parameters ?? {}) as { readonly FunctionName?: unknown };
  return typeof named === "string" ? (nameIn(named) ?? named.split(":")[0]) : undefined;
}

function nameIn(arn: string): string | undefined {
  return /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(arn)?.[1];
}

/**
 * What a task's resource does, as stand-ins are named.
 *
 * @example
 * ```ts example
 * import { actionOf } from "@alpha-engine/local-cloud/models";
 *
 * console.log(actionOf("arn:aws:states:::ecs:runTask.sync"), actionOf("arn:aws:states:::aws-sdk:ecs:runTask"));
 * ```
 * ```text output
 * ecs:runTask ecs:runTask
 * ```
 */
export function actionOf(resource: string): string {
  return resource.replace(/^arn:[^:]*:states:::(?:aws-sdk:)?/, "").replace(/\.(?:sync(?::\d+)?|waitForTaskToken)$/, "");
}
