import type { Clock } from "./clock.ts";
import { Timers } from "./timers.ts";
import { realWall, type Wall } from "./wall.ts";

/** How fast a rehearsal clock runs, and from when. */
export interface RehearsalClockOptions {
  /**
   * How many times faster than the wall everything passes while work is in progress. Above 1 a limit on work is as many
   * times stricter than it says. @default 1, and 60 for what is only latency
   */
  readonly rate?: number;
  /** Where it starts, in milliseconds since the epoch. @default Date.now() */
  readonly startAt?: number;
}

/** How much faster than the wall latencies pass beside work. */
const LATENCY_RATE = 60;

/**
 * Runs as the wall does while somebody holds it, and jumps to the next timer when nobody does. So no limit on running work
 * (a timeout, a heartbeat, a bounded poll, a budget) strikes before the work has really had that time, and what is only
 * waiting takes none. Timers that are only {@link TimerOptions.latency} pass 60 times faster beside work: nobody's verdict
 * hangs on them.
 *
 * @example
 * ```ts example
 * import { rehearsalClock } from "@alpha-engine/asl";
 *
 * const clock = rehearsalClock({ startAt: 0 });
 * await new Promise<void>((resolve) => clock.schedule(86_400_000, resolve));
 * console.log(`${clock.now() / 3_600_000} hours later, at once`);
 * ```
 * ```text output
 * 24 hours later, at once
 * ```
 */
export function rehearsalClock(
  { rate, startAt = Date.now() }: RehearsalClockOptions = {},
  wall: Wall = realWall,
): Clock {
  const main = timeline(startAt, rate ?? 1);
  const latency = timeline(0, rate ?? LATENCY_RATE);
  const timelines = [latency, main];
  let since = wall.now();
  let holds = 0;
  let disarm = (): void => {};

  const catchUp = (): void => {
    const at = wall.now();
    if (holds > 0) for (const line of timelines) line.now += (at - since) * line.rate;
    since = at;
  };
  /** The timeline whose next timer comes first, where `left` says how far off it is. */
  const nextBy = (left: (line: Timeline) => number): { readonly line: Timeline; readonly left: number } =>
    timelines.map((line) => ({ line, left: left(line) })).reduce((one, other) => (other.left < one.left ? other : one));

  const arm = (): void => {
    disarm();
    disarm = () => {};
    const { left } = nextBy(holds > 0 ? realLeft : timeLeft);
    if (left === Infinity) return;
    disarm = holds > 0 ? wall.schedule(left, fire) : wall.whenSettled(jump);
  };
  const jump = (): void => {
    const { left } = nextBy(timeLeft);
    if (left > 0 && left < Infinity) for (const line of timelines) line.now += left;
    fire();
  };
  const fire = (): void => {
    catchUp();
    for (let next = nextBy(timeLeft); next.left <= 0; next = nextBy(timeLeft)) next.line.timers.take(next.line.now)?.();
    arm();
  };

  return {
    now: () => {
      catchUp();
      return Math.floor(main.now);
    },
    schedule(delayMs, callback, { latency: isLatency = false } = {}) {
      catchUp();
      const line = isLatency ? latency : main;
      const cancel = line.timers.add(Math.ceil(line.now + Math.max(0, delayMs)), callback);
      arm();
      return () => {
        cancel();
        arm();
      };
    },
    hold() {
      catchUp();
      holds++;
      arm();
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        catchUp();
        holds--;
        arm();
      };
    },
  };
}

/** Timers that pass at one rate while work is in progress. */
interface Timeline {
  now: number;
  readonly rate: number;
  readonly timers: Timers;
}

function timeline(now: number, rate: number): Timeline {
  return { now, rate, timers: new Timers() };
}

/** What is left on the timeline until its next timer. */
function timeLeft({ now, timers }: Timeline): number {
  return (timers.next() ?? Infinity) - now;
}

/** The same in real time, while work is in progress. */
function realLeft(line: Timeline): number {
  return timeLeft(line) / line.rate;
}
