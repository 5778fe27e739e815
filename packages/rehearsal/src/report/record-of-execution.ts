import { type Definition, walk } from "@alpha-engine/definition";
import type { Fact } from "@alpha-engine/run-record";

import { dateOf, HistoryReader } from "../history/state-runs.ts";
import { Tracker } from "../history/tracker.ts";
import { valueIn } from "../history/value-in.ts";
import { workStates } from "../history/work-states.ts";
import { concludeRecord, type Execution, type WrittenLog } from "../record/conclude-record.ts";
import { EventTeller } from "../record/facts-of-event.ts";
import { endOfText } from "../record/last-lines.ts";
import { newRecord } from "../record/record.ts";
import { definitionIn } from "./definition-in.ts";
import { eventsOfHistory } from "./events-of-history.ts";
import { failureIn, type RecordedEvent } from "./history-event.ts";

/** An execution that ran in AWS, as far as it is known. */
export interface RecordedExecution {
  readonly history: readonly RecordedEvent[];
  /** What it ran; where it is not given, the states are those that the history came by, and none is told as skipped. */
  readonly definition?: Definition | undefined;
  /** @default from the execution's input and what it is called in a history: unknown */
  readonly executionArn?: string | undefined;
  /** Where logs were looked for, and what was found there, by command. */
  readonly logs?: { readonly bucket: string; readonly found: ReadonlyMap<string, WrittenLog> } | undefined;
}

/**
 * The record of an execution from its history: what Step Functions tells is there as `history`, what follows from it as
 * `inferred`, and what only who stands beside the machines could have seen is missing.
 *
 * @example
 * ```ts example
 * import { recordOfExecution } from "@alpha-engine/rehearsal/report";
 * import { summaryOf } from "@alpha-engine/run-record";
 *
 * const history = [
 *   { id: 1, type: "ExecutionStarted", timestamp: "2026-05-23T09:00:00Z" },
 *   { id: 2, previousEventId: 1, type: "ExecutionSucceeded", timestamp: "2026-05-23T09:00:05Z" },
 * ];
 * const { status, wallSeconds } = summaryOf(recordOfExecution({ history }));
 * console.log(status, wallSeconds);
 * ```
 * ```text output
 * SUCCEEDED 5
 * ```
 */
export function recordOfExecution({
  history,
  definition,
  executionArn = "",
  logs,
}: RecordedExecution): readonly Fact[] {
  const reader = new HistoryReader();
  for (const event of history) reader.push(event);
  const states = workStates(definition ?? definitionIn(history, reader));
  const startedAt = dateOf(history[0]?.timestamp ?? 0);
  let now = startedAt.getTime();
  const wallMs = (): number => now - startedAt.getTime();
  const tracker = new Tracker(
    states,
    wallMs,
    () => {},
    () => true,
  );
  const teller = new EventTeller((by) => tracker.targetOf(by), "history");
  const record = newRecord();
  const [, , , , , , pipeline = "execution", executionName = executionArn] = executionArn.split(":");
  const kind = { kind: "execution", pipeline, executionName, executionArn: executionArn || null } as const;
  const what = { machineType: "STANDARD", definition: definition ?? null } as const;
  record.tell({ type: "run", from: "history", at: startedAt.toISOString(), schemaVersion: 1, ...kind, ...what });
  for (const event of eventsOfHistory(history, reader, executionArn)) {
    now = event.at;
    tracker.onCloudEvent(event);
    for (const fact of teller.factsOf(event)) record.tell(fact);
  }
  concludeRecord(record, {
    input: valueIn(history[0]?.executionStartedEventDetails?.input),
    sandbox: undefined,
    logBucket: logs?.bucket,
    records: tracker.records,
    unseen: unseenIn(definition, history),
    faults: [],
    logs: logs?.found ?? new Map(),
    leaked: [],
    killed: [],
    unlooked: [],
    interrupted: undefined,
    commandFolders: new Map(),
    said: saidIn(record.facts),
    wallMs: wallMs(),
    time: { rate: 1, notes: [] },
    execution: executionIn(history, executionArn, startedAt),
    directory: undefined,
    stillRunning: [],
    unheeded: [],
    behind: [],
    standIns: {
      tasks: record.facts.filter((fact) => fact.type === "attempt" && fact.phase === "scheduled").length,
      by: [],
    },
    expect: undefined,
    objects: undefined,
    invented: null,
    unmet: [],
    wasAwaited: (commandId) => tracker.wasAwaited(commandId),
    met: [],
  });
  return record.facts;
}

const STATUSES = { Succeeded: "SUCCEEDED", Failed: "FAILED", TimedOut: "TIMED_OUT", Aborted: "ABORTED" } as const;

function executionIn(history: readonly RecordedEvent[], arn: string, startedAt: Date): Execution {
  const end = history.findLast(({ type }) => /^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/.test(type));
  const [, how] = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.exec(end?.type ?? "") ?? [];
  const known = { arn: arn === "" ? undefined : arn, startedAt };
  if (end === undefined || how === undefined)
    return {
      ...known,
      status: "RUNNING",
      endedAt: undefined,
      output: undefined,
      error: undefined,
      cause: undefined,
    };
  return {
    ...known,
    status: STATUSES[how as keyof typeof STATUSES],
    endedAt: dateOf(end.timestamp),
    output: end.executionSucceededEventDetails?.output,
    error: failureIn(end)?.error,
    cause: failureIn(end)?.cause,
  };
}

/** The end of what polls were answered that commands wrote. */
function saidIn(facts: readonly Fact[]): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, readonly string[]>();
  for (const fact of facts) {
    if (fact.type !== "attempt" || fact.phase !== "succeeded" || !fact.resource.endsWith(":ssm:getCommandInvocation"))
      continue;
    const answer = (fact.output ?? {}) as Readonly<Record<string, unknown>>;
    const { CommandId, StandardErrorContent: stderr, StandardOutputContent: stdout } = answer;
    const text = [stderr, stdout].find((each) => typeof each === "string" && each.trim() !== "");
    if (typeof CommandId === "string" && typeof text === "string") said.set(CommandId, endOfText(text));
  }
  return said;
}

/** What lies in distributed Maps that the execution came to: their children have histories of their own. */
function unseenIn(definition: Definition | undefined, history: readonly RecordedEvent[]): ReadonlySet<string> {
  const entered = new Set(
    history.flatMap(({ stateEnteredEventDetails: state }) => (state === undefined ? [] : [state.name])),
  );
  const maps = [...(definition === undefined ? [] : walk(definition))].filter(
    ({ name, state }) => entered.has(name) && isDistributed(state),
  );
  return new Set(
    maps.flatMap(({ state }) => [...walk(state["ItemProcessor"] ?? state["Iterator"] ?? {})].map(({ name }) => name)),
  );
}

function isDistributed(state: Readonly<Record<string, unknown>>): boolean {
  const { ProcessorConfig } = (state["ItemProcessor"] ?? {}) as { ProcessorConfig?: { Mode?: unknown } };
  return ProcessorConfig?.Mode === "DISTRIBUTED";
}
