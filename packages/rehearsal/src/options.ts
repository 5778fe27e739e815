import type { Definition } from "@alpha-engine/definition";
import type { CommandView, Seed, StandIns } from "@alpha-engine/local-cloud";
import type { Summary } from "@alpha-engine/run-record";

import type { RehearsalEvent } from "./events.ts";
import type { Expectations } from "./expect/expectations.ts";
import type { StateFault } from "./faults/state-faults.ts";

/** What the cloud begins with, spelled as in the seed of `@alpha-engine/local-cloud`, by name. */
export type RehearsalSeed = Pick<
  Seed,
  | "buckets"
  | "topics"
  | "queues"
  | "parameters"
  | "tables"
  | "functions"
  | "images"
  | "capacity"
  | "subnets"
  | "timings"
  | "region"
  | "account"
  | "network"
>;

/** What is rehearsed, what exists when it starts, what goes wrong in it, and how fast its time passes. */
export interface RehearseOptions extends RehearsalSeed {
  /** Names the state machine and, with the time, the execution. */
  readonly pipeline: string;
  readonly definition: Definition;
  /**
   * What AWS refuses in a state machine of this type is refused; one that is `EXPRESS` runs as a standard one all the same, and
   * the summary says so. @default "STANDARD"
   */
  readonly machineType?: "STANDARD" | "EXPRESS" | undefined;
  /** State machines that there are beside it, by their names: what tasks, scripts or functions may start. @default none */
  readonly stateMachines?: Readonly<Record<string, OtherMachine>> | undefined;
  /** The execution's input, as the caller would pass it, or made once the stage is set. @default {} */
  readonly input?:
    | Readonly<Record<string, unknown>>
    | ((stage: Stage) => Readonly<Record<string, unknown>>)
    | undefined;
  /** Holds one folder per rehearsal, and `latest`. @default ".rehearsal" */
  readonly directory?: string | undefined;
  /** @default the pipeline and the time */
  readonly executionName?: string | undefined;
  /** Instances that exist before the execution starts, e.g. the one that takes its commands, by a name of their own. */
  readonly boxes?: Readonly<Record<string, Box>> | undefined;
  /** Where relative paths of images, functions and objects start. @default the working directory */
  readonly folder?: string | undefined;
  /** Where the logs of the steps lie: bucket and prefix. Without it no log is looked for. */
  readonly logs?: LogPlace | undefined;
  /** What tasks answer in place of what they name, by state, resource or `service:action`. */
  readonly standIns?: StandIns | undefined;
  /**
   * What the tasks of states answer, over the stand-ins: the content of a MockConfigFile.json of Step Functions Local, of
   * mocks as TestState takes them, or of those of `@alpha-engine/asl`.
   */
  readonly mocks?: unknown;
  /** Of a MockConfigFile.json: the test case, as `Case` or `Machine#Case`. @default the only one there is */
  readonly case?: string | undefined;
  /**
   * Answers are invented where nothing here answers a task, with what later states read of them, and so is what they read of
   * the input beyond `input`. All of it is counted in the summary. `substitutions` names what was invented in the definition.
   * @default false
   */
  readonly invent?: boolean | { readonly substitutions: readonly string[] } | undefined;
  /** Values that nobody may read: `[redacted]` in everything that the run tells and leaves. @default none */
  readonly secrets?: readonly string[] | undefined;
  /** What goes wrong, each as `STATE:KIND` or in parts. */
  readonly faults?: readonly (string | StateFault)[] | undefined;
  /** What it is to come to: looked at when it has ended, and a problem where it is not so. */
  readonly expect?: Expectations | undefined;
  /** Which command on a rented instance is the step's work, not its preparation. @default every one */
  readonly isWorkload?: ((command: CommandView) => boolean) | undefined;
  /** Of the cloud's router. @default any free one */
  readonly port?: number | undefined;
  /**
   * How many times faster than the wall everything passes while something works; limits on work are so many times
   * stricter then. @default 1, and 60 for boots, registrations and the like
   */
  readonly rate?: number | undefined;
  /** The instant at which the cloud's clock starts, with its zone: `2026-05-23T09:00Z`. @default now */
  readonly startAt?: string | undefined;
  /** `auto` takes namespaces where the kernel allows them. @default "auto" */
  readonly sandbox?: "auto" | "namespaces" | "plain" | undefined;
  readonly onEvent?: ((event: RehearsalEvent) => void) | undefined;
  /** Stops the execution and everything in it; what was written is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** A state machine that executions of others start. */
export interface OtherMachine {
  readonly definition: Definition;
  /** @default "STANDARD" */
  readonly machineType?: "STANDARD" | "EXPRESS" | undefined;
  /** What its own tasks answer in place of what they name; those of the rehearsal are not for them. @default none */
  readonly standIns?: StandIns | undefined;
}

/** The place of logs in S3. */
export interface LogPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** An on-demand instance. */
export interface Box {
  readonly imageId: string;
  /** @default "t3.micro" */
  readonly instanceType?: string | undefined;
  /** Whether it is stopped when the execution starts. @default false */
  readonly stopped?: boolean | undefined;
  /** The id that it gets, as one that a definition names: `i-0123456789abcdef0`. @default any */
  readonly instanceId?: string | undefined;
  /** Beside `Name`, which is the box's name here unless they say it. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** What exists before the execution starts. */
export interface Stage {
  /** Instance ids, by the names of `boxes`. */
  readonly boxIds: Readonly<Record<string, string>>;
  /** By topic name. */
  readonly topicArns: Readonly<Record<string, string>>;
}

/** A rehearsal that came to an end, whether well or not: `summary.status` and `summary.problems` say how. */
export interface RehearsalResult {
  readonly summary: Summary;
  /** Everything the run left. */
  readonly directory: string;
}
