import { join } from "node:path";

import type { CloudEvent, FidelityEntry, SandboxChoice } from "@alpha-engine/local-cloud";

import type { Expectations } from "../expect/expectations.ts";
import { judge } from "../expect/judge.ts";
import type { ObjectsLeft } from "../expect/objects-left.ts";
import type { InjectedFault } from "../faults/state-faults.ts";
import type { ItemRecord, StateRecord } from "../history/state-records.ts";
import { lastLines } from "./last-lines.ts";
import { problemsOf } from "./problems.ts";
import { reachedIn } from "./reached.ts";
import type { StateSummary, Summary } from "./summary-schema.ts";

/** Everything that a summary is made from. */
export interface Observations {
  readonly pipeline: string;
  readonly executionName: string;
  readonly input: unknown;
  readonly sandbox: SandboxChoice;
  /** Whose command it is. */
  readonly stateOf: (commandId: string) => string | undefined;
  /** Where logs were looked for, if anywhere. */
  readonly logBucket: string | undefined;
  readonly records: readonly StateRecord[];
  readonly faults: readonly InjectedFault[];
  /** Logs by the command that wrote them. */
  readonly logs: ReadonlyMap<string, WrittenLog>;
  /** Rented instances that nobody gave back. */
  readonly leaked: readonly string[];
  /** Instances that did not end when they were told to, and were killed. */
  readonly killed: readonly string[];
  /** What was under way when the rehearsal was interrupted, if it was. */
  readonly interrupted: string | undefined;
  /** Where the agent left script, stdout and stderr of each command, below the run's folder. */
  readonly commandFolders: ReadonlyMap<string, string>;
  readonly wallMs: number;
  readonly time: Summary["time"];
  readonly execution: Execution;
  /** What was invented, where that was asked for. */
  readonly invented?: Summary["invented"];
  /** @default "STANDARD" */
  readonly machineType?: Summary["machineType"] | undefined;
  /** The run's folder. */
  readonly directory: string;
  /** Commands that had not ended when the rehearsal did. */
  readonly stillRunning: readonly string[];
  readonly standIns: Summary["standIns"];
  readonly expect: Expectations | undefined;
  readonly objects: ObjectsLeft | undefined;
  /** What was to answer and was never asked: `stand-in NAME`, `mock STATE[2]`. */
  readonly unmet: readonly string[];
  /** Whether a state asked how a command ended. */
  readonly wasAwaited: (commandId: string) => boolean;
  /** Messages that were published, and what was asked for that is not modelled. */
  readonly told: readonly CloudEvent[];
  /** Rows of the ledger of what was called. */
  readonly met: readonly FidelityEntry[];
}

/** A log in S3. */
export interface WrittenLog {
  readonly bucket: string;
  readonly key: string;
}

export interface Execution {
  readonly arn: string | undefined;
  readonly status: Summary["status"];
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export function summarize(seen: Observations): Summary {
  const { execution } = seen;
  const states = seen.records.filter(isWorthARow).map((record) => summarizeState(record, seen));
  const connections = reachedIn(seen.told, seen.stateOf);
  const notModelled = seen.told.flatMap((event) => {
    if (event.type !== "not-modelled" || event.executionArn === undefined) return [];
    return [{ state: event.state ?? "", asked: event.asked, why: event.why }];
  });
  // An execution that was stopped for what another one asked has failed for it.
  const status = notModelled.length > 0 ? "FAILED" : execution.status;
  const output = execution.output === undefined ? null : (JSON.parse(execution.output) as unknown);
  const error = execution.error ?? null;
  const expectations = judge(seen.expect ?? {}, { ...seen, status, error, output, states });
  return {
    schemaVersion: 3,
    pipeline: seen.pipeline,
    executionName: seen.executionName,
    executionArn: execution.arn ?? null,
    machineType: seen.machineType ?? "STANDARD",
    status,
    startedAt: iso(execution.startedAt),
    endedAt: iso(execution.endedAt),
    wallSeconds: seconds(seen.wallMs),
    input: seen.input,
    output,
    interrupted: seen.interrupted ?? null,
    error,
    cause: execution.cause ?? null,
    sandbox: { kind: seen.sandbox.kind, reason: seen.sandbox.reason ?? null },
    network: { kind: seen.sandbox.network.kind, reason: seen.sandbox.network.reason ?? null, connections },
    time: seen.time,
    logBucket: seen.logBucket ?? null,
    states,
    faults: seen.faults.map(({ state, kind, item, injected }) => ({ state, kind, item: item ?? null, injected })),
    standIns: seen.standIns,
    expectations,
    problems: execution.status === "ABORTED" ? [] : problemsOf(states, { ...seen, connections, expectations }),
    invented: seen.invented ?? null,
    notModelled,
    fidelity: seen.met.flatMap(({ id, kind, behaviour }) =>
      kind === "inference" || kind === "deviates" ? [{ id, kind, behaviour }] : [],
    ),
  };
}

function isWorthARow({ state, status }: StateRecord): boolean {
  return !state.isBookkeeping || status === "FAILED";
}

function summarizeState(record: StateRecord, seen: Observations): StateSummary {
  const { state, status, instanceIds, commandId, startedWallMs, endedWallMs, items } = record;
  const isRunning = status === "RUNNING";
  const wall = startedWallMs === undefined || endedWallMs === undefined ? null : seconds(endedWallMs - startedWallMs);
  const folder = folderOf(commandId, seen);
  const log = commandId === undefined ? undefined : seen.logs.get(commandId);
  return {
    name: state.name,
    kind: state.kind,
    status: isRunning ? (hasFailed(items) ? "FAILED" : "ABORTED") : status,
    attempts: Math.max(record.scheduled, instanceIds.length),
    startedAt: iso(record.startedAt),
    endedAt: iso(record.endedAt),
    wallSeconds: wall,
    instanceId: instanceIds.at(-1) ?? null,
    instanceIds: [...instanceIds],
    commandId: commandId ?? null,
    exitCode: record.exitCode ?? null,
    logKey: log?.key ?? null,
    logBucket: log?.bucket ?? null,
    commandFolder: folder,
    error: record.reason?.error ?? null,
    cause: record.reason?.cause ?? null,
    lastLines: status === "FAILED" && !state.inMap ? linesOf(folder, seen) : [],
    items: state.inMap ? itemsOf(items, seen) : null,
  };
}

function itemsOf(items: readonly ItemRecord[], seen: Observations): StateSummary["items"] {
  const count = (wanted: ItemRecord["status"]): number => items.filter(({ status }) => status === wanted).length;
  const failures = items
    .filter(({ status }) => status === "FAILED")
    .map(({ item, commandId, exitCode, reason }) => {
      const folder = folderOf(commandId, seen);
      const ran = { commandId: commandId ?? null, exitCode: exitCode ?? null, commandFolder: folder };
      const why = { error: reason?.error ?? null, cause: reason?.cause ?? null, lastLines: linesOf(folder, seen) };
      return { item, ...ran, ...why };
    });
  return {
    ok: count("SUCCEEDED"),
    failed: failures.length,
    aborted: count("ABORTED"),
    running: count("RUNNING"),
    failures,
  };
}

function hasFailed(items: readonly ItemRecord[]): boolean {
  return items.some(({ status }) => status === "FAILED");
}

function folderOf(commandId: string | undefined, { commandFolders }: Observations): string | null {
  return (commandId === undefined ? undefined : commandFolders.get(commandId)) ?? null;
}

function linesOf(folder: string | null, { directory }: Observations): readonly string[] {
  return folder === null || folder === "" ? [] : lastLines(join(directory, folder));
}

function iso(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
