import type { StateSummary } from "./step.ts";

/**
 * Where a fact is from: `history` is what Step Functions itself tells of an execution; `observed` is what only who stands
 * beside the machines can see; `inferred` is a conclusion from others.
 */
export type Origin = "history" | "observed" | "inferred";

/** For whose sake something was done; `null` where it was nobody's, or cannot be told. */
export interface Owner {
  readonly state: string;
  /** Index in the nearest Map; `null` outside. */
  readonly item: number | null;
  /** Of the attempt, as in the facts about it; `null` where the state alone is known. */
  readonly attempt: string | null;
  /** The command that the state itself had sent, where it was done by one. */
  readonly commandId: string | null;
}

/** One line of `run.ndjson`. `at` is ISO 8601 by the clock that the run had, `null` where a fact has no time of its own. */
export type Fact = { readonly from: Origin; readonly at: string | null } & FactDetails;

/** What is told, by `type`. */
export type FactDetails =
  | RunFact
  | StateFact
  | AttemptFact
  | CommandFact
  | InstanceFact
  | ObjectFact
  | LogFact
  | FunctionFact
  | NotificationFact
  | FaultFact
  | ConnectionFact
  | NotModelledFact
  | HopFact
  | StandInFact
  | InventionFact
  | ExpectationFact
  | LeftFact
  | UnheededFact
  | FindingFact
  | StepFact
  | TimeFact
  | LedgerFact
  | EndFact;

/** The first line: what ran, with what, where. */
export interface RunFact {
  readonly type: "run";
  readonly schemaVersion: 1;
  readonly kind: "rehearsal" | "execution";
  readonly pipeline: string;
  readonly executionName: string;
  readonly executionArn: string | null;
  /** `EXPRESS`: a rehearsal runs it as a standard one, at its leisure and each step once. */
  readonly machineType: "STANDARD" | "EXPRESS";
  /** As it ran; `null` where it is not known. */
  readonly definition: unknown;
}

/** A visit of a state; its id is that of the event of its entering, which a state in a distributed Map has not. */
export interface StateFact {
  readonly type: "state";
  readonly phase: "entered" | "exited" | "failed";
  readonly executionArn: string | null;
  readonly state: string;
  readonly visit: number | null;
  /** Of the history; `null` where it has none of this. */
  readonly event: number | null;
  /** Index in the nearest Map; `null` outside of one. */
  readonly item: number | null;
  /** What the Map gave it for that item, as the input of the first state there; `null` outside of one, and where no history has it. */
  readonly itemInput: string | null;
  /** The texts, as the history has them; `null` where it has none. */
  readonly input: string | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  /** Of one that failed: what became of that; `null` where it is not known. */
  readonly leadsTo: string | null;
}

/** An attempt at a task, and how far it is. */
export interface AttemptFact {
  readonly type: "attempt";
  readonly phase: "scheduled" | "submitted" | "heartbeat" | "succeeded" | "failed" | "aborted";
  readonly executionArn: string | null;
  readonly state: string;
  readonly id: string;
  /** 0 for the first, then the number of retries. */
  readonly retry: number;
  readonly item: number | null;
  readonly resource: string;
  readonly parameters: unknown;
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
  /** What answered in place of what the task names; `null` where nothing did. */
  readonly standIn: string | null;
}

/** An SSM command on one instance: what SSM calls an invocation. */
export interface CommandFact {
  readonly type: "command";
  readonly commandId: string;
  readonly instanceId: string;
  readonly comment: string | null;
  readonly status: string;
  readonly statusDetails: string;
  /** As SSM answers it; `null` while it has not ended. */
  readonly responseCode: number | null;
  /** Below the run's folder, where stdout and stderr are kept. */
  readonly folder: string | null;
  readonly owner: Owner | null;
}

/** An instance, when its state changed. */
export interface InstanceFact {
  readonly type: "instance";
  readonly instanceId: string;
  readonly phase: string;
  readonly instanceType: string;
  readonly availabilityZone: string;
  readonly lifecycle: "spot" | "on-demand";
  readonly stateReason: string | null;
  readonly spotStatus: string | null;
  readonly owner: Owner | null;
}

/** An object that was written. */
export interface ObjectFact {
  readonly type: "object";
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly owner: Owner | null;
}

/** Where a command's log lies. */
export interface LogFact {
  readonly type: "log";
  readonly commandId: string;
  readonly bucket: string;
  readonly key: string;
  /** Of what log-capture ran, as the object's metadata says; `null` where nothing says it. */
  readonly exitCode: number | null;
  readonly command: string | null;
}

/** An invocation of a Lambda function. */
export interface FunctionFact {
  readonly type: "function";
  readonly functionName: string;
  readonly durationMs: number;
  /** `null` where it did not fail. */
  readonly errorType: string | null;
  readonly owner: Owner | null;
}

/** A message that was published to a topic. */
export interface NotificationFact {
  readonly type: "notification";
  readonly topicArn: string;
  readonly subject: string | null;
  readonly message: string;
  readonly owner: Owner | null;
}

/** A fault that was aimed at a state, and whether it met its work. */
export interface FaultFact {
  readonly type: "fault";
  readonly state: string;
  readonly kind: string;
  /** `null` where all items are meant. */
  readonly item: number | null;
  readonly injected: boolean;
  /** Where it met nothing: why, as far as it is known. */
  readonly why: string | null;
}

/** An attempt of a machine to reach what is not the cloud; another machine only where somebody logged in there, by ssh. */
export interface ConnectionFact {
  readonly type: "connection";
  /** `user@machine`, `host:port`, or `host` where the protocol has no port; the host by name where it was asked for by one. */
  readonly destination: string;
  readonly protocol: "tcp" | "udp" | "icmp" | "ssh";
  readonly outcome: "denied" | "reached" | "failed";
  readonly instanceId: string;
  /** The program and its words, where it could be found. */
  readonly command: string | null;
  readonly owner: Owner | null;
}

/** Something was asked for that a rehearsal does not model; `state` is `null` where a program asked. */
export interface NotModelledFact {
  readonly type: "not-modelled";
  readonly state: string | null;
  readonly asked: string;
  readonly why: string;
  /** For whose sake a program asked. */
  readonly owner: Owner | null;
}

/** A hop of an exit code on its way from the work to the execution's end. */
export interface HopFact {
  readonly type: "hop";
  readonly state: string;
  readonly item: number | null;
  /** 0 is closest to the work. */
  readonly order: number;
  /** `program` and `shell` are what a script ran and the line that ran it; `command` is SSM's. */
  readonly who: "program" | "shell" | "log-capture" | "command" | "function" | "task" | "state" | "execution";
  readonly code: number | null;
  readonly error: string | null;
  /** What says so: `python3 train.py`, `train.sh line 7`, `command ID on INSTANCE`, `event 17`. */
  readonly place: string;
  /** Where what was said there is kept: `s3://BUCKET/KEY`; `null` where nothing tells of any. */
  readonly log: string | null;
  /** Why there is neither code nor error; `null` where there is one. */
  readonly unknown: string | null;
}

/** What answered in place of what tasks name; one that answered nothing met nothing. */
export interface StandInFact {
  readonly type: "stand-in";
  readonly kind: "stand-in" | "mock";
  readonly name: string;
  readonly calls: number;
  readonly states: readonly string[];
}

/** What was made up because nothing was there to say it. */
export interface InventionFact {
  readonly type: "invention";
  readonly what: "answer" | "input" | "object" | "substitution";
  /** The state, the field of the input, or the name in `${Name}`. */
  readonly name: string;
  /** Of an answer: `service:action`, or the function. */
  readonly asked: string | null;
  readonly why: string | null;
  readonly times: number;
}

/** What the run was to come to, and whether it did; `met` is `null` where it could not be looked at, and `got` says why. */
export interface ExpectationFact {
  readonly type: "expectation";
  readonly what: string;
  readonly expected: string;
  readonly met: boolean | null;
  readonly got: string;
}

/** What was still there when the run had ended. */
export interface LeftFact {
  readonly type: "left";
  /** An instance that was not given back, one that had to be killed, a command that still ran, a file that may hold a secret. */
  readonly what: "instance" | "killed-instance" | "command" | "secret";
  readonly id: string;
}

/** A command of a script failed, nothing in the script heeded it, and the script ended well. */
export interface UnheededFact {
  readonly type: "unheeded";
  readonly commandId: string;
  /** Of the script. */
  readonly line: number;
  readonly code: number;
  /** As the script has it. */
  readonly command: string;
  readonly owner: Owner | null;
}

/** What a rule found in how a run went: a problem that no single fact shows. */
export interface FindingFact {
  readonly type: "finding";
  readonly kind: "left-in-flight" | "merge-without-effect" | "skipped-by-another" | "stale-checkout";
  readonly state: string;
  readonly message: string;
}

/** How a work state of the definition went, after everything that is known of it. */
export interface StepFact {
  readonly type: "step";
  readonly step: StateSummary;
  /** Whether a command of it ended and no state had asked how. */
  readonly unawaited: boolean;
}

/** How time passed: a limit that struck, what may have read another clock. */
export interface TimeFact {
  readonly type: "time";
  readonly note: string;
}

/** A row of the ledger of what was modelled, of what was called, that is inferred or known to deviate from AWS. */
export interface LedgerFact {
  readonly type: "ledger";
  readonly id: string;
  readonly kind: "inference" | "deviates";
  readonly behaviour: string;
}

/** The last line: how the run ended, and what it ran in. Where it is missing, the run or its writer was killed. */
export interface EndFact {
  readonly type: "end";
  readonly executionArn: string | null;
  /** `RUNNING` of an execution in AWS that had not ended when its history was read. */
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "RUNNING";
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** By the wall; of an execution in AWS that is the clock that the run had. */
  readonly wallSeconds: number;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
  /** What was under way when the run was interrupted. */
  readonly interrupted: string | null;
  /** `null` of an execution in AWS. */
  readonly sandbox: { readonly kind: "namespaces" | "plain"; readonly reason: string | null } | null;
  readonly network: { readonly kind: "own" | "shared"; readonly reason: string | null } | null;
  /** How many times faster than the wall time passed beside work; `null` where a rehearsal has not said. */
  readonly rate: number | null;
  /** `null` where no log was looked for. */
  readonly logBucket: string | null;
  /** Tasks that were attempted. */
  readonly tasks: number;
  /** Whether what was not there was to be made up. */
  readonly invents: boolean;
}
