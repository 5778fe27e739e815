import type { InjectedFault } from "../faults/state-faults.ts";
import type { StateRecord } from "../history/state-records.ts";
import type { StateSummary, Summary } from "./summary-schema.ts";

/** Everything that a summary is made from. */
export interface Observations {
  readonly pipeline: string;
  readonly executionName: string;
  readonly input: unknown;
  readonly sandbox: { readonly kind: "namespaces" | "plain"; readonly reason?: string };
  /** Where logs were looked for, if anywhere. */
  readonly logBucket: string | undefined;
  readonly records: readonly StateRecord[];
  readonly faults: readonly InjectedFault[];
  /** Keys of logs by the command that wrote them. */
  readonly logKeys: ReadonlyMap<string, string>;
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
  const states = seen.records.map((record) => summarizeState(record, seen));
  return {
    schemaVersion: 2,
    pipeline: seen.pipeline,
    executionName: seen.executionName,
    executionArn: execution.arn ?? null,
    status: execution.status,
    startedAt: iso(execution.startedAt),
    endedAt: iso(execution.endedAt),
    wallSeconds: seconds(seen.wallMs),
    input: seen.input,
    output: execution.output === undefined ? null : (JSON.parse(execution.output) as unknown),
    interrupted: seen.interrupted ?? null,
    error: execution.error ?? null,
    cause: execution.cause ?? null,
    sandbox: { kind: seen.sandbox.kind, reason: seen.sandbox.reason ?? null },
    time: seen.time,
    logBucket: seen.logBucket ?? null,
    states,
    faults: seen.faults.map(({ state, kind, injected }) => ({ state, kind, injected })),
    problems: execution.status === "ABORTED" ? [] : problemsOf(states, seen),
  };
}

function summarizeState(record: StateRecord, { logKeys, commandFolders }: Observations): StateSummary {
  const { state, status, instanceIds, commandId, startedWallMs, endedWallMs } = record;
  const isRunning = status === "RUNNING";
  const wall = startedWallMs === undefined || endedWallMs === undefined ? null : seconds(endedWallMs - startedWallMs);
  return {
    name: state.name,
    kind: state.kind,
    status: isRunning ? "ABORTED" : status,
    attempts: Math.max(record.scheduled, instanceIds.length),
    startedAt: iso(record.startedAt),
    endedAt: iso(record.endedAt),
    wallSeconds: wall,
    instanceId: instanceIds.at(-1) ?? null,
    instanceIds: [...instanceIds],
    commandId: commandId ?? null,
    exitCode: record.exitCode ?? null,
    logKey: (commandId === undefined ? undefined : logKeys.get(commandId)) ?? null,
    commandFolder: (commandId === undefined ? undefined : commandFolders.get(commandId)) ?? null,
  };
}

function problemsOf(
  states: readonly StateSummary[],
  { leaked, killed, faults, logBucket }: Observations,
): readonly string[] {
  // A command on a box that was not run, as it was asked to fail, has written none.
  const unrun = faults.filter(({ kind, injected }) => kind === "fail" && injected).map(({ state }) => state);
  const logless = states.filter(
    ({ name, kind, commandId, logKey }) =>
      logBucket !== undefined && kind === "ssm" && commandId !== null && logKey === null && !unrun.includes(name),
  );
  return [
    ...leaked.map((instanceId) => `${instanceId} was rented and not given back`),
    ...killed.map((instanceId) => `${instanceId} did not end when it was terminated, and was killed`),
    ...logless.map(({ name }) => `${name} has no log in the bucket`),
    ...faults
      .filter(({ injected }) => !injected)
      .map(({ kind, state }) => `the fault ${kind} of ${state} met nothing: the run never came to its work`),
  ];
}

function iso(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
