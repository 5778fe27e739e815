import { join } from "node:path";

import type { FidelityEntry, SandboxChoice } from "@alpha-engine/local-cloud";
import { type Fact, type Owner, type StateSummary, type Summary, summaryOf } from "@alpha-engine/run-record";

import type { Expectations } from "../expect/expectations.ts";
import { judge, type ObjectsLeft } from "../expect/judge.ts";
import type { InjectedFault } from "../faults/state-faults.ts";
import { findingsOf } from "../findings/findings-of.ts";
import type { ItemRecord, StateRecord } from "../history/state-records.ts";
import { valueIn } from "../history/value-in.ts";
import type { Behind, Unheeded } from "./beside-scripts.ts";
import { Hops } from "./hops.ts";
import { lastLines } from "./last-lines.ts";
import type { RunRecord } from "./record.ts";
import type { ScriptTraces } from "./script-hops.ts";
import { readTrail } from "./trail.ts";

/** What is known of a run when it has ended, beside what was told while it ran. */
export interface Observations {
  readonly input: unknown;
  /** `undefined` of an execution in AWS. */
  readonly sandbox: SandboxChoice | undefined;
  /** Where logs were looked for, if anywhere. */
  readonly logBucket: string | undefined;
  readonly records: readonly StateRecord[];
  /** States that may have been at work although nothing tells of it. */
  readonly unseen: ReadonlySet<string>;
  readonly faults: readonly InjectedFault[];
  /** Logs by the command that wrote them. */
  readonly logs: ReadonlyMap<string, WrittenLog>;
  /** Rented instances that nobody gave back. */
  readonly leaked: readonly string[];
  /** Instances that did not end when they were told to, and were killed. */
  readonly killed: readonly string[];
  /** Files that may hold a secret, as nobody could look into them. */
  readonly unlooked: readonly string[];
  /** What was under way when the rehearsal was interrupted, if it was. */
  readonly interrupted: string | undefined;
  /** Where the agent left script, stdout and stderr of each command, below the run's folder. */
  readonly commandFolders: ReadonlyMap<string, string>;
  readonly wallMs: number;
  readonly time: Summary["time"];
  readonly execution: Execution;
  /** The end of what commands wrote, where somebody who asked after them was told. */
  readonly said: ReadonlyMap<string, readonly string[]>;
  /** The run's folder; `undefined` of an execution in AWS. */
  readonly directory: string | undefined;
  /** Commands that had not ended when the rehearsal did. */
  readonly stillRunning: readonly string[];
  /** Failures in scripts that ended well. */
  readonly unheeded: readonly Unheeded[];
  /** Checkouts that never caught up with what somebody had merged. */
  readonly behind: readonly Behind[];
  readonly standIns: Summary["standIns"];
  readonly expect: Expectations | undefined;
  readonly objects: ObjectsLeft | undefined;
  /** What was invented, where that was asked for. */
  readonly invented: Summary["invented"];
  /** What was to answer and was never asked. */
  readonly unmet: readonly Unmet[];
  /** Whether a state asked how a command ended. */
  readonly wasAwaited: (commandId: string) => boolean;
  /** Rows of the ledger of what was called. */
  readonly met: readonly FidelityEntry[];
}

/** A stand-in, or a mock as `STATE[2]`, that nothing asked. */
export interface Unmet {
  readonly kind: "stand-in" | "mock";
  readonly name: string;
}

/** A log in S3. */
export interface WrittenLog {
  readonly bucket: string;
  readonly key: string;
  /** Of what log-capture ran, as the object's metadata says. */
  readonly exitCode?: number;
  readonly command?: string;
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

/** Adds to a record how its run ended, and what that says of each of its steps. */
export function concludeRecord(record: RunRecord, seen: Observations): void {
  for (const [commandId, { bucket, key, exitCode = null, command = null }] of seen.logs)
    record.conclude("observed", { type: "log", commandId, bucket, key, exitCode, command });
  for (const { state, kind, item, injected, why } of seen.faults)
    record.conclude("observed", { type: "fault", state, kind, item: item ?? null, injected, why: why ?? null });
  for (const { name, kind, calls, states } of seen.standIns.by)
    record.conclude("observed", { type: "stand-in", kind, name, calls, states });
  for (const { name, kind } of seen.unmet)
    record.conclude("observed", { type: "stand-in", kind, name, calls: 0, states: [] });
  for (const id of seen.leaked) record.conclude("observed", { type: "left", what: "instance", id });
  for (const id of seen.killed) record.conclude("observed", { type: "left", what: "killed-instance", id });
  for (const id of seen.stillRunning) record.conclude("observed", { type: "left", what: "command", id });
  for (const id of seen.unlooked) record.conclude("observed", { type: "left", what: "secret", id });
  for (const failure of seen.unheeded)
    record.conclude("observed", { type: "unheeded", ...failure, owner: ownerOf(failure.commandId, record) });
  for (const { commandId, paths } of seen.behind) {
    const state = ownerOf(commandId, record)?.state;
    const message = `${state} began when somebody had merged, and ended with ${paths.join(", ")} behind`;
    if (state !== undefined) record.conclude("observed", { type: "finding", kind: "stale-checkout", state, message });
  }
  for (const note of seen.time.notes) record.conclude("observed", { type: "time", note });
  for (const { id, kind, behaviour } of seen.met)
    if (kind === "inference" || kind === "deviates")
      record.conclude("observed", { type: "ledger", id, kind, behaviour });
  for (const each of seen.records.filter(isWorthARow)) {
    const unawaited = commandsOf(each).some((commandId) => !seen.wasAwaited(commandId));
    record.conclude("inferred", { type: "step", step: summarizeState(each, seen), unawaited });
  }
  concludeInvented(record, seen.invented);
  const end = endOf(seen);
  if (end.status === "SUCCEEDED" && end.executionArn !== null)
    for (const finding of findingsOf(record.facts, end.executionArn)) record.conclude("inferred", finding);
  // What is concluded from all the rest, of which the end is a part, and stands last.
  const { status, error, output, states } = summaryOf([...record.facts, end]);
  const messages = record.facts.filter((fact) => fact.type === "notification");
  const { objects, interrupted, expect = {} } = seen;
  for (const outcome of judge(expect, { status, error, output, states, messages, objects, interrupted }))
    record.conclude("inferred", { type: "expectation", ...outcome });
  const ending = { status: end.status, error, arn: end.executionArn };
  const hops = new Hops(record.facts, ending, tracesIn(record, seen));
  const told = states.flatMap((step) => hops.of(step));
  for (const hop of told.length > 0 ? told : hops.ofEnd()) record.tell(hop);
  record.tell(end);
}

/** What commands left of what they ran. */
function tracesIn({ facts }: RunRecord, seen: Observations): (commandId: string) => ScriptTraces {
  const logs = new Map(facts.flatMap((fact) => (fact.type === "log" ? [[fact.commandId, fact] as const] : [])));
  return (commandId) => {
    const folder = folderOf(commandId, seen);
    const trail = folder === null || seen.directory === undefined ? [] : readTrail(join(seen.directory, folder));
    return { trail, lastLines: linesOf(commandId, seen), log: logs.get(commandId) };
  };
}

function endOf(seen: Observations): Extract<Fact, { readonly type: "end" }> {
  const { execution, sandbox } = seen;
  return {
    type: "end",
    from: sandbox === undefined ? "history" : "observed",
    at: iso(execution.endedAt),
    executionArn: execution.arn ?? null,
    status: execution.status,
    startedAt: iso(execution.startedAt),
    endedAt: iso(execution.endedAt),
    wallSeconds: seconds(seen.wallMs),
    input: seen.input,
    output: valueIn(execution.output),
    error: execution.error ?? null,
    cause: execution.cause ?? null,
    interrupted: seen.interrupted ?? null,
    sandbox: sandbox === undefined ? null : { kind: sandbox.kind, reason: sandbox.reason ?? null },
    network: sandbox === undefined ? null : { kind: sandbox.network.kind, reason: sandbox.network.reason ?? null },
    rate: sandbox === undefined ? null : seen.time.rate,
    logBucket: seen.logBucket ?? null,
    tasks: seen.standIns.tasks,
    invents: seen.invented !== null,
  };
}

function ownerOf(id: string, { facts }: RunRecord): Owner | null {
  const command = facts.filter((fact) => fact.type === "command").find(({ commandId }) => commandId === id);
  return command?.owner ?? null;
}

function concludeInvented(record: RunRecord, invented: Summary["invented"]): void {
  if (invented === null) return;
  for (const { state, asked, why, times } of invented.answers)
    record.conclude("observed", { type: "invention", what: "answer", name: state, asked, why, times });
  const more = { asked: null, why: null, times: 1 };
  for (const name of invented.input) record.conclude("observed", { type: "invention", what: "input", name, ...more });
  for (const name of invented.objects)
    record.conclude("observed", { type: "invention", what: "object", name, ...more });
  for (const name of invented.substitutions)
    record.conclude("observed", { type: "invention", what: "substitution", name, ...more });
}

/** Those that failed, where they are its items'. */
function commandsOf({ state, commandId, items }: StateRecord): readonly string[] {
  const sent = state.inMap
    ? items.filter(({ status }) => status === "FAILED").map((item) => item.commandId)
    : [commandId];
  return sent.filter((id) => id !== undefined);
}

function isWorthARow({ state, status }: StateRecord): boolean {
  return !state.isBookkeeping || status === "FAILED";
}

function summarizeState(record: StateRecord, seen: Observations): StateSummary {
  const { state, status, instanceIds, commandId, startedWallMs, endedWallMs, items } = record;
  const isRunning = status === "RUNNING";
  const isUnseen = status === "NOT_REACHED" && seen.unseen.has(state.name);
  const wall = startedWallMs === undefined || endedWallMs === undefined ? null : seconds(endedWallMs - startedWallMs);
  const folder = folderOf(commandId, seen);
  const log = commandId === undefined ? undefined : seen.logs.get(commandId);
  return {
    name: state.name,
    kind: state.kind,
    status: isRunning ? openStatus(items, seen) : isUnseen ? "UNKNOWN" : status,
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
    lastLines: status === "FAILED" && !state.inMap ? linesOf(commandId, seen) : [],
    items: state.inMap ? itemsOf(items, seen) : null,
  };
}

/** Of a step that has not ended. */
function openStatus(items: readonly ItemRecord[], { execution }: Observations): StateSummary["status"] {
  if (hasFailed(items)) return "FAILED";
  return execution.status === "RUNNING" ? "RUNNING" : "ABORTED";
}

function itemsOf(items: readonly ItemRecord[], seen: Observations): StateSummary["items"] {
  const count = (wanted: ItemRecord["status"]): number => items.filter(({ status }) => status === wanted).length;
  const failures = items
    .filter(({ status }) => status === "FAILED")
    .map(({ item, commandId, exitCode, reason }) => {
      const folder = folderOf(commandId, seen);
      const ran = { commandId: commandId ?? null, exitCode: exitCode ?? null, commandFolder: folder };
      const why = { error: reason?.error ?? null, cause: reason?.cause ?? null, lastLines: linesOf(commandId, seen) };
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

function linesOf(commandId: string | undefined, seen: Observations): readonly string[] {
  if (commandId === undefined) return [];
  const folder = folderOf(commandId, seen);
  if (folder === null || folder === "" || seen.directory === undefined) return seen.said.get(commandId) ?? [];
  return lastLines(join(seen.directory, folder));
}

function iso(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
