import type { JsonValue } from "@alpha-engine/asl";
import type { LintConfig } from "@alpha-engine/lint";
import type { RehearsalSeed, RehearseOptions, Stage } from "@alpha-engine/rehearsal";

/** What differs from place to place; given to every function of a configuration. */
export type Settings = Readonly<Record<string, unknown>>;

/** A value, or a function that makes it from the settings. Functions need a configuration in TypeScript or JavaScript. */
export type OrFrom<Value> = Value | ((settings: never) => Value | Promise<Value>);

/** The content of `alpha-engine.config.ts`, or of one in `.mts`, `.mjs`, `.js`, `.yaml` or `.json`. */
export interface Config {
  /** The JSON schema, for editors; read by nothing else. */
  readonly $schema?: string | undefined;
  /** By name: a definition's file, or more. */
  readonly pipelines?: Readonly<Record<string, string | Pipeline>> | undefined;
  /** As they are where nothing else is said; a target, `--settings` and `--set` lay theirs over these. @default {} */
  readonly settings?: Settings | undefined;
  /** What there is in a rehearsal of any pipeline. */
  readonly rehearsal?: OrFrom<Rehearsal> | undefined;
  /** How the rules of `lint` are set, and what they know of the world around the definitions. */
  readonly lint?: LintConfig | undefined;
  /** What starts the pipelines, by name. */
  readonly schedules?: Readonly<Record<string, Schedule>> | undefined;
  /** Accounts to deploy to, by name: a file (JSON or YAML) that holds one, or what it would hold. */
  readonly targets?: Readonly<Record<string, string | Target>> | undefined;
}

/** One state machine. */
export interface Pipeline {
  /** One line, for `list`. */
  readonly description?: string | undefined;
  /**
   * A file in any form that is read, `FILE#ID` for one of several (paths start at the configuration), the definition itself, or
   * a function of the settings.
   */
  readonly definition: string | OrFrom<object>;
  /** What `lint` and `run` take it for. @default what the file says that it is in, STANDARD */
  readonly type?: "STANDARD" | "EXPRESS" | undefined;
  /** What an execution's input may hold. Any input where it is left out. */
  readonly fields?: OrFrom<InputFields> | undefined;
  /**
   * What a rehearsal starts it with, under what `--input` says. In texts, `${boxes.NAME}` stands for a box's instance id
   * and `${topics.NAME}` for a topic's ARN; a function gets both. Without `fields` also what `lint` assumes.
   * @default {}
   */
  readonly input?:
    | Readonly<Record<string, unknown>>
    | ((stage: Stage) => Readonly<Record<string, unknown>>)
    | undefined;
  /** What fills in, in a rehearsal, what the definition leaves open as `${Name}`, under what `--substitute` says. @default nothing */
  readonly substitutions?: Readonly<Record<string, JsonValue>> | undefined;
  /** What there is in its rehearsal beside what there is in any. */
  readonly rehearsal?: OrFrom<Rehearsal> | undefined;
  /** Its name in AWS. @default its name here */
  readonly stateMachineName?: string | undefined;
}

/** How to rehearse; buckets, topics and the rest are spelled as in the seed of `@alpha-engine/local-cloud`. */
export interface Rehearsal
  extends
    RehearsalSeed,
    Pick<
      RehearseOptions,
      "boxes" | "logs" | "standIns" | "faults" | "case" | "expect" | "isWorkload" | "rate" | "startAt" | "directory"
    > {
  /** A file (JSON or YAML) with a MockConfigFile.json's content, with mocks as TestState takes them, or those of `run`. */
  readonly mocks?: string | undefined;
  /**
   * Names of secrets: their values come from the environment, else from `.env.alpha-engine` beside the configuration. They go
   * where `${secrets.NAME}` stands in a text, and are hidden in everything that the run tells and leaves.
   */
  readonly secrets?: readonly string[] | undefined;
}

/** What an execution's input may hold, by name. */
export type InputFields = Readonly<Record<string, InputField>>;

/** One value of an execution's input. */
export interface InputField {
  /** `instance` is a list with one instance id, `date` a day as YYYY-MM-DD. */
  readonly type: "text" | "boolean" | "instance" | "date";
  /** What the pipeline takes where it is left out; without one, it need not be there unless it is an instance. */
  readonly default?: string | boolean | undefined;
  readonly oneOf?: readonly string[] | undefined;
  /** A pattern with `*`, as StringMatches takes it. */
  readonly matches?: string | undefined;
}

/** What starts a pipeline. Disabled until a target enables it. */
export interface Schedule {
  readonly pipeline: string;
  readonly description?: string | undefined;
  /** As EventBridge takes it, in UTC: `cron(0 9 ? * SAT *)`. */
  readonly expression: string;
  /** Under it lies what the target's `input` says and the pipeline takes. @default {} */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** The name of its rule in AWS. @default its name here */
  readonly ruleName?: string | undefined;
}

/** An account as it is to be; nothing in it is secret. */
export interface Target {
  /** Twelve digits, in quotes. */
  readonly account: string;
  readonly region: string;
  /** The roles that the state machines run as, and that the schedules start them with. */
  readonly roles: { readonly stateMachines: string; readonly schedules: string };
  /** Laid over the configuration's own. @default {} */
  readonly settings?: Settings | undefined;
  /** Of every scheduled execution, as far as its pipeline takes it. @default {} */
  readonly input?: Readonly<Record<string, unknown>> | undefined;
  /** By pipeline, where one differs. */
  readonly stateMachines?: Readonly<Record<string, StateMachineTarget>> | undefined;
  /** By schedule. */
  readonly schedules?: Readonly<Record<string, TargetSchedule>> | undefined;
}

/** What one state machine of a target has of its own. */
export interface StateMachineTarget {
  readonly name?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly logging?: Logging | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Where the executions of a state machine are logged. */
export interface Logging {
  readonly level: "ALL" | "ERROR" | "FATAL" | "OFF";
  /** @default false */
  readonly includeExecutionData?: boolean | undefined;
  /** Their ARNs end in `:*`. @default [] */
  readonly logGroupArns?: readonly string[] | undefined;
}

/** How a schedule is in a target. */
export interface TargetSchedule {
  readonly name?: string | undefined;
  /** @default false */
  readonly enabled?: boolean | undefined;
  readonly expression?: string | undefined;
  readonly input?: Readonly<Record<string, unknown>> | undefined;
}
