import type { Clock } from "./clock.ts";
import { realWall, type Wall } from "./wall.ts";

/** How long one that was there is waited for between two visits: as long as GetActivityTask's long poll. In real milliseconds. */
const COMES_BACK = 60_000;

/** Programs that nobody here started, and that come from outside to do what an execution waits for. */
export interface Outsiders {
  /**
   * Something waits for whoever comes for `what`: the clock keeps to the wall's pace until the result is called, or nobody has
   * been seen at it for {@link Outsiders.seen}'s patience. The first time that it is waited for counts as a visit, unless
   * `patience` is 0.
   */
  readonly expect: (what: string, patience?: number) => () => void;
  /** Somebody has come for it, and may do so again within so many real milliseconds. @default 60 000 */
  readonly seen: (what: string, patience?: number) => void;
  /** Somebody is there, until the result is called. */
  readonly present: (what: string) => () => void;
}

/**
 * Keeps a clock from jumping past the limits of what somebody outside may do: a {@link rehearsalClock} knows of the work
 * that holds it, and not of a worker that is about to poll. Nobody can know that no worker will ever come; one that has
 * stayed away for a real minute is taken to be gone, and what waits for it costs no more time until one is seen again.
 *
 * @example
 * ```ts example
 * import { outsiders, rehearsalClock } from "@alpha-engine/asl";
 *
 * const clock = rehearsalClock({ startAt: 0 });
 * const { expect } = outsiders(clock);
 * const stop = expect("a worker");
 * const cancel = clock.schedule(3_600_000, () => console.log("the hour is over"));
 * await new Promise((resolve) => setTimeout(resolve, 50));
 * cancel();
 * stop();
 * console.log(clock.now() < 3_600_000);
 * ```
 * ```text output
 * true
 * ```
 */
export function outsiders(clock: Pick<Clock, "hold">, wall: Pick<Wall, "now" | "schedule"> = realWall): Outsiders {
  const places = new Map<string, Place>();
  const placeOf = (what: string): Place => {
    const place = places.get(what) ?? new Place(clock, wall);
    places.set(what, place);
    return place;
  };
  return {
    expect: (what, patience = COMES_BACK) => {
      const isFirst = !places.has(what);
      const place = placeOf(what);
      if (isFirst) place.seen(patience);
      return place.expect();
    },
    seen: (what, patience = COMES_BACK) => placeOf(what).seen(patience),
    present: (what) => placeOf(what).present(),
  };
}

/** Where outsiders come for one thing. */
class Place {
  readonly #clock: Pick<Clock, "hold">;
  readonly #wall: Pick<Wall, "now" | "schedule">;
  #waiting = 0;
  #there = 0;
  /** Until when, on the wall, somebody may come back. */
  #until = -Infinity;
  #release: (() => void) | undefined;
  #disarm = (): void => {};

  constructor(clock: Pick<Clock, "hold">, wall: Pick<Wall, "now" | "schedule">) {
    this.#clock = clock;
    this.#wall = wall;
  }

  expect(): () => void {
    this.#waiting += 1;
    this.#settle();
    return once(() => {
      this.#waiting -= 1;
      this.#settle();
    });
  }

  seen(patience: number): void {
    this.#until = Math.max(this.#until, this.#wall.now() + patience);
    this.#settle();
  }

  present(): () => void {
    this.#there += 1;
    this.#settle();
    return once(() => {
      this.#there -= 1;
      this.seen(COMES_BACK);
    });
  }

  /** Holds the clock exactly while something waits for somebody who may come. */
  #settle(): void {
    this.#disarm();
    this.#disarm = () => {};
    const left = this.#until - this.#wall.now();
    const held = this.#waiting > 0 && (this.#there > 0 || left > 0);
    if (!held) {
      this.#release?.();
      this.#release = undefined;
      return;
    }
    this.#release ??= this.#clock.hold();
    if (this.#there === 0) this.#disarm = this.#wall.schedule(left, () => this.#settle());
  }
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
