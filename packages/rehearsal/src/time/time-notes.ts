import type { CloudEvent, CommandView } from "@alpha-engine/local-cloud";

import { wallReaders } from "./wall-readers.ts";

/** What there is to be said of a rehearsal's time when it has ended. */
export interface TimeNotes {
  onCloudEvent(event: CloudEvent): void;
  all(): readonly string[];
}

export interface TimeNotesOptions {
  readonly rate: number;
  readonly stateOf: (command: CommandView) => string | undefined;
  /** How many milliseconds the cloud's clock is ahead of the wall. */
  readonly aheadMs: () => number;
  /** Milliseconds of the wall. */
  readonly wallMs: () => number;
}

interface Moment {
  readonly clock: number;
  readonly wall: number;
}

interface HistoryMoment extends Moment {
  readonly type: string;
  readonly before: number;
  readonly state: string | undefined;
  /** Of a task: the seconds within which it is to end, and to give a sign of life. */
  readonly limits: { readonly timeoutInSeconds?: number; readonly heartbeatInSeconds?: number } | undefined;
}

/** Less is nothing that a program would notice. */
const LEAST_AHEAD = 1000;

/** Hears which limits strike, after how long, and which commands may have read the wall's time for the cloud's. */
export function createTimeNotes({ rate, stateOf, aheadMs, wallMs }: TimeNotesOptions): TimeNotes {
  const begun = new Map<string, Moment>();
  const events = new Map<string, HistoryMoment>();
  const notes = new Set<string>();
  if (rate > 1)
    notes.add(`everything passed ${rate} times faster than the wall: a limit on work is so many times stricter`);

  const struck = (who: string, what: string, since: Moment, now: Moment): void => {
    const real = (now.wall - since.wall) / 1000;
    notes.add(
      `${who}: ${what} after ${seconds((now.clock - since.clock) / 1000)} on the clock, ${seconds(real)} real, rate ${rate}`,
    );
  };

  const onCommand = (command: CommandView, now: Moment): void => {
    const { commandId, instanceId, status, statusDetails } = command;
    const key = `${commandId}/${instanceId}`;
    const who = stateOf(command) ?? `command ${commandId}`;
    const since = begun.get(key);
    if (since === undefined) begun.set(key, now);
    if (status === "InProgress") {
      begun.set(key, now);
      const ahead = aheadMs();
      const readers = Math.abs(ahead) < LEAST_AHEAD ? [] : wallReaders(command.script);
      if (readers.length > 0) notes.add(`${who}: may have read the wall clock, not the cloud's: ${readers.join(", ")}`);
    }
    if (status === "TimedOut") struck(who, statusDetails, since ?? now, now);
  };

  const onHistory = (execution: string, event: Readonly<Record<string, unknown>>, now: Moment): void => {
    const { id, previousEventId, type } = event as { id: number; previousEventId: number; type: string };
    const of = (eventId: number): HistoryMoment | undefined => events.get(`${execution}#${eventId}`);
    const entered = event["stateEnteredEventDetails"] as { readonly name: string } | undefined;
    const before = of(previousEventId);
    const limits = (event["taskScheduledEventDetails"] ??
      event["activityScheduledEventDetails"]) as HistoryMoment["limits"];
    const state = entered?.name ?? before?.state;
    events.set(`${execution}#${id}`, { ...now, type, before: previousEventId, state, limits });
    if (!type.endsWith("TimedOut")) return;
    const whole = type === "ExecutionTimedOut";
    let since = whole ? of(1) : before;
    while (!whole && since !== undefined && !since.type.endsWith("Scheduled")) since = of(since.before);
    if (since === undefined) return;
    const what = isHeartbeat(since, now)
      ? `${type}, as no heartbeat came for ${since.limits?.heartbeatInSeconds} s,`
      : type;
    struck(whole ? "the execution" : (before?.state ?? "a task"), what, since, now);
  };

  return {
    onCloudEvent: (event) => {
      const now = { clock: event.at, wall: wallMs() };
      if (event.type === "command-status") onCommand(event.command, now);
      if (event.type === "history") onHistory(event.executionArn, event.event, now);
      if (event.type === "function-invoked" && event.errorType === "Sandbox.Timedout") {
        const since = { clock: now.clock - event.durationMs, wall: now.wall - event.durationMs / rate };
        struck(event.functionName, "Sandbox.Timedout", since, now);
      }
    },
    all: () => [...notes],
  };
}

/** Whether it was not its whole time that was over. */
function isHeartbeat({ limits, clock }: HistoryMoment, now: Moment): boolean {
  const { timeoutInSeconds = Infinity, heartbeatInSeconds } = limits ?? {};
  return heartbeatInSeconds !== undefined && now.clock - clock < timeoutInSeconds * 1000;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
