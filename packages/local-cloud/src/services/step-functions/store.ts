import {
  type Execution as Evaluated,
  type HistoryEvent,
  type JsonValue,
  type Machine,
  type MapRunLimits,
  parse,
  type RunEnd,
} from "@alpha-engine/asl";

import type { Caller } from "../../cloud/callers/caller.ts";
import type { Journal } from "../../cloud/kept/journal.ts";
import { keptMap } from "../../cloud/kept/kept-map.ts";
import { LocalCloudError } from "../../errors.ts";
import type { Logging } from "./logging-configuration.ts";

export type MachineType = "STANDARD" | "EXPRESS";

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  /** @default "STANDARD" */
  readonly type?: MachineType;
  readonly createdAt: number;
  updatedAt: number;
  /** Not before its first update. */
  revisionId?: string;
  definition: string;
  machine: Machine;
  roleArn: string;
  logging?: Logging;
  tracing?: { readonly enabled: boolean };
  /** The newest version that was ever published: numbers are not given again. */
  lastVersion?: number;
}

/** A revision that was published; it never changes. */
export interface Version {
  readonly arn: string;
  readonly number: number;
  readonly stateMachine: Readonly<StateMachine>;
  readonly description?: string;
  readonly createdAt: number;
}

/** A name for one or two versions of a state machine. */
export interface Alias {
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly routes: readonly Route[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A version, and how many of a hundred executions it is for. */
export interface Route {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

/** What workers of one kind take their tasks from. */
export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
}

type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** An execution and the definition that it was started with, which later updates do not change. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachine: Readonly<StateMachine>;
  /** Of a child of a distributed Map: the run that started it, and how many items it got. */
  readonly mapRunArn?: string;
  readonly itemCount?: number;
  /** Whether StartSyncExecution started it. */
  readonly synchronous?: boolean;
  /** Where it was started by one of them. */
  readonly versionArn?: string;
  readonly aliasArn?: string;
  /** Who started it. */
  readonly by?: Caller;
  readonly input: string;
  readonly parsedInput: JsonValue;
  readonly startedAt: number;
  readonly history: HistoryEvent[];
  abort: AbortController;
  /** Settles when it has ended; never rejects. */
  done: Promise<void>;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount?: number;
  redrivenAt?: number;
  /** Where the evaluator stood when it ended: what a redrive goes on from. */
  evaluated?: Evaluated;
}

/** One run of a distributed Map. */
export interface MapRun extends MapRunLimits {
  readonly arn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly childType: MachineType;
  readonly startedAt: number;
  stoppedAt?: number;
  status: "RUNNING" | RunEnd;
  /** How many items each child gets, by index. */
  items: readonly number[];
  /** How far each child is, by index; those that have not begun are missing. */
  readonly children: Record<number, "RUNNING" | RunEnd>;
  redriveCount: number;
  redrivenAt?: number;
}

export interface Store {
  readonly stateMachines: Map<string, StateMachine>;
  /** By ARN, oldest first. */
  readonly versions: Map<string, Version>;
  /** By ARN, oldest first. */
  readonly aliases: Map<string, Alias>;
  /** By ARN, oldest first. */
  readonly executions: Map<string, Execution>;
  /** By ARN, oldest first: those of distributed Maps. */
  readonly children: Map<string, Execution>;
  /** By ARN, oldest first. */
  readonly mapRuns: Map<string, MapRun>;
  /** Those of EXPRESS state machines, while they run. */
  readonly express: Map<string, Execution>;
  /** By ARN, oldest first. */
  readonly activities: Map<string, Activity>;
  /** By ARN of what is tagged. */
  readonly tags: Map<string, Map<string, string>>;
}

export function createStore(journal: Journal, now: () => number): Store {
  const stateMachines = keptMap(journal, "state-machine", withoutMachine, withMachine);
  const versions = keptMap(
    journal,
    "state-machine-version",
    (version: Version) => ({ ...version, stateMachine: withoutMachine(version.stateMachine) }),
    (kept) => ({ ...kept, stateMachine: withMachine(kept.stateMachine) }),
  );
  const aliases = keptMap(
    journal,
    "state-machine-alias",
    (alias: Alias) => alias,
    (kept) => kept,
  );
  const activities = keptMap(
    journal,
    "activity",
    (activity: Activity) => activity,
    (kept) => kept,
  );
  const tags = keptMap(
    journal,
    "state-machine-tags",
    (bag: Map<string, string>) => [...bag],
    (bag) => new Map(bag),
  );
  const executions = keptMap(journal, "execution", keptExecution, (kept: KeptExecution) => restored(kept, now));
  const children = keptMap(journal, "child-execution", keptExecution, (kept: KeptExecution) => restored(kept, now));
  const mapRuns = keptMap(
    journal,
    "map-run",
    (run: MapRun) => run,
    (kept) => kept,
  );
  for (const { arn, event } of journal.read<{ arn: string; event: HistoryEvent }>("history").values()) {
    (executions.get(arn) ?? children.get(arn))?.history.push(event);
  }
  for (const all of [executions, children]) {
    for (const execution of all.values()) {
      if (execution.status !== "RUNNING") continue;
      abortInterrupted(execution, journal, now());
      all.set(execution.arn, execution);
    }
  }
  for (const run of mapRuns.values()) {
    if (run.status === "RUNNING") mapRuns.set(run.arn, Object.assign(run, { status: "ABORTED", stoppedAt: now() }));
  }
  return { stateMachines, versions, aliases, executions, children, mapRuns, express: new Map(), activities, tags };
}

/** Every event of a history under a name of its own. */
export function keepEvent(journal: Journal, arn: string, event: HistoryEvent): void {
  journal.put("history", `${arn} ${event.id}`, { arn, event });
}

type KeptStateMachine = Omit<StateMachine, "machine">;
type KeptExecution = Omit<Execution, "history" | "abort" | "done" | "parsedInput" | "stateMachine"> & {
  readonly stateMachine: KeptStateMachine;
};

function withoutMachine(stateMachine: Readonly<StateMachine>): KeptStateMachine {
  const { machine: _, ...kept } = stateMachine;
  return kept;
}

function withMachine(kept: KeptStateMachine): StateMachine {
  const parsed = parse(kept.definition, { machineType: kept.type ?? "STANDARD" });
  if (parsed.ok) return { ...kept, machine: parsed.machine };
  throw new LocalCloudError(
    "LOCAL_CLOUD_KEPT_STATE",
    `The definition of ${kept.arn}, which an earlier cloud kept, is not valid: ${parsed.problems[0]?.message ?? ""}`,
    { hint: "take another folder, or remove this one's state folder" },
  );
}

function keptExecution(execution: Execution): KeptExecution {
  const { history: _, abort: __, done: ___, parsedInput: ____, stateMachine, ...kept } = execution;
  return { ...kept, stateMachine: withoutMachine(stateMachine) };
}

function restored(kept: KeptExecution, now: () => number): Execution {
  return {
    ...kept,
    stateMachine: withMachine(kept.stateMachine),
    parsedInput: JSON.parse(kept.input) as JsonValue,
    stoppedAt: kept.stoppedAt ?? now(),
    history: [],
    abort: new AbortController(),
    done: Promise.resolve(),
  };
}

/** What was running when the cloud was killed cannot go on: its tasks are gone. */
function abortInterrupted(execution: Execution, journal: Journal, now: number): void {
  const cause = "The local cloud was stopped while it ran.";
  const last = execution.history.at(-1)?.id ?? 0;
  const event: HistoryEvent = {
    id: last + 1,
    previousEventId: last,
    type: "ExecutionAborted",
    timestamp: new Date(now).toISOString(),
    executionAbortedEventDetails: { cause },
  };
  execution.history.push(event);
  keepEvent(journal, execution.arn, event);
  Object.assign(execution, { status: "ABORTED", stoppedAt: now, cause });
}
