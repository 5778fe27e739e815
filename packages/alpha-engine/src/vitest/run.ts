import type { Summary } from "@alpha-engine/rehearsal";

/** A message that went to a topic. */
export interface Told {
  readonly topic: string;
  readonly subject: string | null;
  readonly message: string;
}

/** A run that has ended, well or not: what the matchers look at. */
export interface Run {
  readonly pipeline: string;
  readonly status: Summary["status"];
  readonly output: unknown;
  readonly error: string | null;
  readonly cause: string | null;
  /** The names of the states that were entered, in order, each once. */
  readonly reached: readonly string[];
  /** The names of all states of the definition. */
  readonly states: readonly string[];
  /** In the order in which they were sent. */
  readonly told: readonly Told[];
  /** Why it is not good, the last lines of what failed, where everything lies, how to run it again; empty where it is good. */
  readonly report: readonly string[];
}

/** A run with real processes. */
export interface RehearsedRun extends Run {
  readonly summary: Summary;
  /** Everything that it left. */
  readonly directory: string;
}

/** A run in simulated time, without a process. */
export interface SimulatedRun extends Run {
  /** Milliseconds of its clock from its start to its end. */
  readonly milliseconds: number;
  /** The events of its history, as GetExecutionHistory has them. */
  readonly history: readonly object[];
  /** Answers that no task came to. */
  readonly unused: readonly string[];
}
