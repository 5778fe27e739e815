import type { HistoryEvent } from "@aws-sdk/client-sfn";

import type { ObjectsLeft } from "../expect/judge.ts";
import type { Behind, Unheeded } from "../record/beside-scripts.ts";
import type { Execution, WrittenLog } from "../record/conclude-record.ts";
import { StoodIn } from "../stand-ins/stood-in.ts";

/** What a rehearsal has seen of itself so far: it may be broken off at any moment, and then this is what there is to tell. */
export interface Seen {
  input: unknown;
  execution: Execution;
  history: readonly HistoryEvent[];
  leaked: readonly string[];
  killed: readonly string[];
  logs: ReadonlyMap<string, WrittenLog>;
  commandFolders: ReadonlyMap<string, string>;
  stillRunning: readonly string[];
  unheeded: readonly Unheeded[];
  behind: readonly Behind[];
  readonly stoodIn: StoodIn;
  /** What lay in the buckets, where somebody expects something of them. */
  objects: ObjectsLeft | undefined;
}

export function nothingSeen(): Seen {
  return {
    input: null,
    execution: {
      arn: undefined,
      status: "ABORTED",
      startedAt: undefined,
      endedAt: undefined,
      output: undefined,
      error: "Rehearsal.Interrupted",
      cause: "the rehearsal was interrupted",
    },
    history: [],
    leaked: [],
    killed: [],
    logs: new Map(),
    commandFolders: new Map(),
    stillRunning: [],
    unheeded: [],
    behind: [],
    stoodIn: new StoodIn(),
    objects: undefined,
  };
}
