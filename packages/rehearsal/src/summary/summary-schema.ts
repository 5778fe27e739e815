import { z } from "zod";

import type { ExpectationOutcome } from "../expect/expectations.ts";

/** One work state of the definition: something done outside the state machine. */
export interface StateSummary {
  readonly name: string;
  readonly kind: "ssm" | "lambda" | "sns" | "other";
  /** `ABORTED`: it was at work when the rehearsal was stopped, or ended. In a Map one item that failed makes it `FAILED`. */
  readonly status: "SUCCEEDED" | "FAILED" | "SKIPPED" | "NOT_REACHED" | "ABORTED";
  /** Times its work was started: instances rented for it, else times the task was scheduled. */
  readonly attempts: number;
  /** By the cloud's clock, which runs faster than the wall. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** By the wall. */
  readonly wallSeconds: number | null;
  /** Where its work ran: the last instance rented for it, else the dispatcher box. */
  readonly instanceId: string | null;
  /** All instances rented for it, in order. */
  readonly instanceIds: readonly string[];
  /** The command on the dispatcher box. */
  readonly commandId: string | null;
  readonly exitCode: number | null;
  /** Of its log, and the bucket where that is: the configured place, or wherever its commands wrote one. */
  readonly logKey: string | null;
  readonly logBucket: string | null;
  /** Below the run's folder: holds `stdout` and `stderr` of the command. */
  readonly commandFolder: string | null;
  /** Why it failed: of a task that raised it, of a command SSM's StatusDetails. */
  readonly error: string | null;
  readonly cause: string | null;
  /** The end of its command's stderr, of stdout where that is empty; only of one that failed. */
  readonly lastLines: readonly string[];
  /** Of a state in a Map, how its work on each item went; `null` for any other. */
  readonly items: {
    readonly ok: number;
    readonly failed: number;
    /** Not done when a sibling failed, or the execution ended: their tasks were stopped, and did not fail. */
    readonly aborted: number;
    readonly running: number;
    readonly failures: readonly ItemFailure[];
  } | null;
}

/** An item of a Map on which a state failed. */
export interface ItemFailure {
  /** Index in the nearest Map. */
  readonly item: number;
  readonly commandId: string | null;
  readonly exitCode: number | null;
  readonly commandFolder: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly lastLines: readonly string[];
}

/** What must not be in a run that is called good. */
export interface Problem {
  readonly kind:
    /** An instance was rented and not given back. */
    | "instance-left"
    /** An instance did not end when it was told to. */
    | "instance-killed"
    /** A step has no log, where it is known where logs lie. */
    | "log-missing"
    /** A fault met nothing. */
    | "fault-unmet"
    /** Something is not as it was expected, or nobody could look. */
    | "expectation-unmet"
    /** A stand-in met nothing. */
    | "stand-in-unmet"
    /** A step failed and the execution succeeded: something caught it, or nothing asked. */
    | "failed-step"
    /** A command still ran when the rehearsal ended. */
    | "still-running"
    /** A message says success although a step had failed. */
    | "false-success"
    /** A program asked for something that the cloud does not model. */
    | "not-modelled"
    /** Answers were invented. */
    | "invented"
    /** A machine was refused what it wanted to reach: production would have reached it. */
    | "network-denied";
  /** The state that it is about, where it is about one. */
  readonly state: string | null;
  readonly message: string;
}

/** What a state was answered in place of what is not there. */
export interface InventedAnswer {
  readonly state: string;
  /** `service:action`, or the function. */
  readonly asked: string;
  readonly why: string;
  readonly times: number;
}

/** What machines tried to reach besides the cloud and each other, as often as they did. */
export interface Reached {
  /** `host:port`, or `host` where the protocol has no port; the host by name where it was asked for by one. */
  readonly destination: string;
  readonly protocol: "tcp" | "udp" | "icmp";
  /** `failed`: it is allowed, and did not answer. */
  readonly outcome: "denied" | "reached" | "failed";
  readonly attempts: number;
  /** Those whose commands did it, where that is known. */
  readonly states: readonly string[];
  readonly instanceIds: readonly string[];
  /** The programs and their words, where they could be found. */
  readonly commands: readonly string[];
}

/** `summary.json`. Fields are only ever added; any other change raises `schemaVersion`. */
export interface Summary {
  readonly schemaVersion: 3;
  readonly pipeline: string;
  readonly executionName: string;
  readonly executionArn: string | null;
  /** `EXPRESS`: it was rehearsed as a standard one would run, at its leisure and each step once. */
  readonly machineType: "STANDARD" | "EXPRESS";
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly wallSeconds: number;
  readonly input: unknown;
  readonly output: unknown;
  /** What was under way when the rehearsal was interrupted; `null` where it was not. */
  readonly interrupted: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly sandbox: { readonly kind: "namespaces" | "plain"; readonly reason: string | null };
  /** `shared` is this machine's own network: nobody sees what machines reach by it, and nothing keeps them from it. */
  readonly network: {
    readonly kind: "own" | "shared";
    readonly reason: string | null;
    readonly connections: readonly Reached[];
  };
  /**
   * How time passed: `rate` is how many times faster than the wall beside work; `notes` say which limits struck after how
   * long, and what may have read the wall's time instead of the cloud's.
   */
  readonly time: { readonly rate: number; readonly notes: readonly string[] };
  /** `null` where no log was looked for. */
  readonly logBucket: string | null;
  readonly states: readonly StateSummary[];
  /** `item` is `null` where all are meant. */
  readonly faults: readonly {
    readonly state: string;
    readonly kind: "fail" | "reclaim";
    readonly item: number | null;
    readonly injected: boolean;
  }[];
  /** How many attempts at tasks there were, and which of them something else than the cloud answered. */
  readonly standIns: {
    readonly tasks: number;
    readonly by: readonly {
      readonly name: string;
      readonly kind: "stand-in" | "mock";
      readonly calls: number;
      readonly states: readonly string[];
    }[];
  };
  /** What was expected of the run, and what came. */
  readonly expectations: readonly ExpectationOutcome[];
  readonly problems: readonly Problem[];
  /** What was invented, where that was asked for; of what was really there it says nothing. */
  readonly invented: {
    readonly answers: readonly InventedAnswer[];
    /** Fields of the input. */
    readonly input: readonly string[];
    /** What was filled in for `${Name}` in the definition. */
    readonly substitutions: readonly string[];
  } | null;
  /** What states asked for that the cloud does not model: the run ended there, and says nothing about AWS. */
  readonly notModelled: readonly { readonly state: string; readonly asked: string; readonly why: string }[];
  /** Rows of the ledger of `@alpha-engine/local-cloud` that are inferred or known to deviate, of what was called. */
  readonly fidelity: readonly {
    readonly id: string;
    readonly kind: "inference" | "deviates";
    readonly behaviour: string;
  }[];
}

const text = z.string().nullable();
const itemFailure = z.looseObject({
  item: z.int(),
  commandId: text,
  exitCode: z.int().nullable(),
  commandFolder: text,
  error: text,
  cause: text,
  lastLines: z.array(z.string()),
});
const PROBLEM_KINDS = [
  "instance-left",
  "instance-killed",
  "log-missing",
  "fault-unmet",
  "expectation-unmet",
  "stand-in-unmet",
  "failed-step",
  "still-running",
  "false-success",
  "not-modelled",
  "network-denied",
  "invented",
] as const satisfies readonly Problem["kind"][];

/** Reads a `summary.json` and refuses anything else, and what has another `schemaVersion`; keys that it does not know stay. */
export const summarySchema: z.ZodType<Summary> = z.looseObject({
  schemaVersion: z.literal(3),
  pipeline: z.string(),
  executionName: z.string(),
  executionArn: text,
  machineType: z.enum(["STANDARD", "EXPRESS"]).default("STANDARD"),
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  startedAt: text,
  endedAt: text,
  wallSeconds: z.number(),
  input: z.unknown(),
  output: z.unknown(),
  interrupted: text.default(null),
  error: text,
  cause: text,
  sandbox: z.looseObject({ kind: z.enum(["namespaces", "plain"]), reason: text }),
  network: z
    .looseObject({
      kind: z.enum(["own", "shared"]),
      reason: text,
      connections: z.array(
        z.looseObject({
          destination: z.string(),
          protocol: z.enum(["tcp", "udp", "icmp"]),
          outcome: z.enum(["denied", "reached", "failed"]),
          attempts: z.int(),
          states: z.array(z.string()),
          instanceIds: z.array(z.string()),
          commands: z.array(z.string()),
        }),
      ),
    })
    .default({ kind: "shared", reason: null, connections: [] }),
  time: z.looseObject({ rate: z.number(), notes: z.array(z.string()) }),
  logBucket: text,
  states: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.enum(["ssm", "lambda", "sns", "other"]),
      status: z.enum(["SUCCEEDED", "FAILED", "SKIPPED", "NOT_REACHED", "ABORTED"]),
      attempts: z.int(),
      startedAt: text,
      endedAt: text,
      wallSeconds: z.number().nullable(),
      instanceId: text,
      instanceIds: z.array(z.string()),
      commandId: text,
      exitCode: z.int().nullable(),
      logKey: text,
      logBucket: text.default(null),
      commandFolder: text,
      error: text,
      cause: text,
      lastLines: z.array(z.string()),
      items: z
        .looseObject({
          ok: z.int(),
          failed: z.int(),
          aborted: z.int(),
          running: z.int(),
          failures: z.array(itemFailure),
        })
        .nullable(),
    }),
  ),
  faults: z.array(
    z.looseObject({
      state: z.string(),
      kind: z.enum(["fail", "reclaim"]),
      item: z.int().nullable(),
      injected: z.boolean(),
    }),
  ),
  standIns: z
    .looseObject({
      tasks: z.int(),
      by: z.array(
        z.looseObject({
          name: z.string(),
          kind: z.enum(["stand-in", "mock"]),
          calls: z.int(),
          states: z.array(z.string()),
        }),
      ),
    })
    .default({ tasks: 0, by: [] }),
  expectations: z
    .array(z.looseObject({ what: z.string(), expected: z.string(), met: z.boolean().nullable(), got: z.string() }))
    .default([]),
  problems: z.array(z.looseObject({ kind: z.enum(PROBLEM_KINDS), state: text, message: z.string() })),
  invented: z
    .looseObject({
      answers: z.array(z.looseObject({ state: z.string(), asked: z.string(), why: z.string(), times: z.int() })),
      input: z.array(z.string()),
      substitutions: z.array(z.string()),
    })
    .nullable()
    .default(null),
  notModelled: z.array(z.looseObject({ state: z.string(), asked: z.string(), why: z.string() })),
  fidelity: z.array(z.looseObject({ id: z.string(), kind: z.enum(["inference", "deviates"]), behaviour: z.string() })),
});
