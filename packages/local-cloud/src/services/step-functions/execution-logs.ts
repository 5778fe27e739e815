import { createHash } from "node:crypto";

import type { HistoryEvent } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { groupsOf, type Logging } from "./logging-configuration.ts";
import type { Execution } from "./store.ts";

/** What a level leaves out. [documentation: log levels, 2026-11; LocalStack's recordings of AWS, test_logs, 2024] */
const LOGGED: Readonly<Record<Logging["level"], (type: string) => boolean>> = {
  ALL: () => true,
  ERROR: (type) => /(?:Failed|TimedOut|Aborted)$/.test(type) || type === "FailStateEntered",
  FATAL: (type) => /^Execution(?:Failed|TimedOut|Aborted)$/.test(type),
  OFF: () => false,
};

const DATA = new Set(["input", "output", "parameters", "assignedVariables"]);

/** Writes an execution's events to the log group of its state machine, in a stream of the state machine's. */
export function executionLog(part: Part, execution: Execution): (event: HistoryEvent) => void {
  const { logging } = execution.stateMachine;
  if (logging === undefined || logging.level === "OFF") return () => {};
  const isLogged = LOGGED[logging.level];
  const groups = groupsOf(logging);
  const stream = streamOf(execution);
  return (event) => {
    if (!isLogged(event.type)) return;
    const line = lineOf(event, execution, logging.includeExecutionData);
    for (const group of groups) part.offered("publishLog")(group, stream, [line]);
  };
}

/** `states/<state machine>/<minute>/<number>`, of the minute of its latest change. [documentation: Logging; the minute: inference, 2026-11] */
function streamOf({ stateMachine: { name, arn, updatedAt } }: Execution): string {
  const minute = new Date(updatedAt).toISOString().slice(0, 16).replace(/[T:]/g, "-");
  const number = createHash("sha256").update(`${arn} ${updatedAt}`).digest("hex").slice(0, 8);
  return `states/${name}/${minute}/${number}`;
}

/** [LocalStack's recordings of AWS, test_logs, 2024] */
function lineOf(event: HistoryEvent, { arn, redriveCount = 0 }: Execution, withData: boolean): string {
  const { id, previousEventId, type, timestamp, ...rest } = event;
  const [details = {}] = Object.values(rest) as object[];
  const told = Object.entries(details).flatMap(([name, value]): (readonly [string, unknown])[] => {
    if (!DATA.has(name)) return [[name, value]];
    if (!withData) return [];
    const isPayload = name === "input" || name === "output";
    return isPayload
      ? [
          [name, value],
          [`${name}Details`, { truncated: false }],
        ]
      : [[name, value]];
  });
  return JSON.stringify({
    id: String(id),
    type,
    details: Object.fromEntries(told),
    redrive_count: String(redriveCount),
    previous_event_id: String(previousEventId),
    event_timestamp: String(Date.parse(timestamp)),
    execution_arn: arn,
  });
}
