import type { JsonValue, TaskRequest } from "@alpha-engine/asl";

/** Why nothing here answers a task. */
export interface Unanswered {
  /** `nobody-comes`: it waits for a worker or for a callback; what is asked may take its time to find out that none will come. */
  readonly kind: "not-modelled" | "not-there" | "nobody-comes";
  /** In words. */
  readonly why: string;
}

/** Answers tasks of state machines that nothing else answers; `undefined` leaves one as it is. */
export type Invent = (request: TaskRequest, unanswered: Unanswered) => Promise<JsonValue | undefined>;
