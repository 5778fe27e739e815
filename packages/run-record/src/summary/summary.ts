import type { StateSummary } from "../facts/step.ts";

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
    /** A file that the run left may hold a secret. */
    | "secret-left"
    /** A stand-in met nothing. */
    | "stand-in-unmet"
    /** A step failed and the execution succeeded: something caught it, or nothing asked. */
    | "failed-step"
    /** A command of a script failed, nothing in it heeded that, and the script ended with 0. */
    | "unheeded-failure"
    /** The last that a run that succeeded had heard of a command is that it was in progress. */
    | "left-in-flight"
    /** A state is there to merge something in for a condition, and what it merged was overruled by what was there. */
    | "merge-without-effect"
    /** The flag that skips one step skipped others, which have flags of their own that did not say so. */
    | "skipped-by-another"
    /** Somebody merged while a step began (the fault `push`), and a checkout of its machine was behind all through it. */
    | "stale-checkout"
    /** A command still ran when the rehearsal ended. */
    | "still-running"
    /** A message says success although a step had failed. */
    | "false-success"
    /** By its name the state that it ended in says that something is wrong, and the execution succeeded. */
    | "degraded-success"
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
  readonly protocol: "tcp" | "udp" | "icmp" | "ssh";
  /** `failed`: it is allowed, and did not answer. */
  readonly outcome: "denied" | "reached" | "failed";
  readonly attempts: number;
  /** Those whose commands did it, where that is known. */
  readonly states: readonly string[];
  readonly instanceIds: readonly string[];
  /** The programs and their words, where they could be found. */
  readonly commands: readonly string[];
}

/** The way of an exit code, or an error, from the work to the end of the execution. */
export interface Way {
  readonly state: string;
  /** Index in the nearest Map; `null` outside of one. */
  readonly item: number | null;
  /** For people, what is closest to the work first: `python3 train.py exit 3`, `train.sh line 7 exit 3`, `SSM Failed 3 on i-…`. */
  readonly hops: readonly string[];
}

/** What became of something that was expected of a run. */
export interface ExpectationOutcome {
  /** `status`, `exit of Train`, `s3://results/*.json`. */
  readonly what: string;
  readonly expected: string;
  /** `null` where it could not be looked at. */
  readonly met: boolean | null;
  /** What came; where it could not be looked at, why. */
  readonly got: string;
}

/** `summary.json`. Fields are only ever added; any other change raises `schemaVersion`. */
export interface Summary {
  readonly schemaVersion: 5;
  readonly pipeline: string;
  readonly executionName: string;
  readonly executionArn: string | null;
  /** `EXPRESS`: it was rehearsed as a standard one would run, at its leisure and each step once. */
  readonly machineType: "STANDARD" | "EXPRESS";
  /** `RUNNING` of an execution in AWS that had not ended when its history was read. */
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "RUNNING";
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly wallSeconds: number;
  readonly input: unknown;
  readonly output: unknown;
  /** What was under way when the rehearsal was interrupted; `null` where it was not. */
  readonly interrupted: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  /** `aws` of an execution that ran in AWS. */
  readonly sandbox: { readonly kind: "namespaces" | "plain" | "aws"; readonly reason: string | null };
  /** `shared` is this machine's own network: nobody sees what machines reach by it, and nothing keeps them from it. */
  readonly network: {
    readonly kind: "own" | "shared" | "aws";
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
  /** For each step, and each item of one in a Map, that failed; where none did, for the execution that failed. */
  readonly hops: readonly Way[];
  /** `item` is `null` where all are meant. */
  readonly faults: readonly {
    readonly state: string;
    readonly kind: string;
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
    /** Objects that Maps read, and buckets that they write to: `s3://bucket/key`. */
    readonly objects: readonly string[];
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
