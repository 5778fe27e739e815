import type { JsonValue, TaskRequest } from "@alpha-engine/asl";

/** Why nothing here answers a task. */
export interface Unanswered {
  /**
   * `nothing-found`: what it names is there and holds nothing of that name, or it was read and may be empty.
   * `nobody-comes`: it waits for a worker or for a callback; who is asked may take its time to find out that none will come.
   */
  readonly kind: "not-modelled" | "not-there" | "nothing-found" | "nobody-comes";
  /** What was read. */
  readonly answer?: JsonValue;
  /** In words. */
  readonly why: string;
}

/** An object in S3 that a Map reads and that is not there; without a key, a bucket that it writes to. */
export interface MissingObject {
  readonly bucket: string;
  readonly key?: string;
}

/** What takes the place of what is not there; `undefined` leaves it as it is. */
export interface Invent {
  /** Answers a task of a state machine. */
  readonly task: (request: TaskRequest, unanswered: Unanswered) => Promise<JsonValue | undefined>;
  /** The content of an object, which is put there. */
  readonly object: (missing: MissingObject) => Promise<string | undefined>;
}
