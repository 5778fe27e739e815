import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { eventOperations } from "./event-operations.ts";
import { groupOperations } from "./group-operations.ts";
import { createLogBook } from "./log-book.ts";
import { streamOperations } from "./stream-operations.ts";

/** CloudWatch Logs: what the agent's live output is written to, and its readers read from. */
export function createLogs(part: Part): Service {
  const { clock, journal } = part;
  const book = createLogBook({ now: () => clock.now(), journal });
  return {
    json: {
      targetPrefix: "Logs_20140328",
      operations: { ...groupOperations(book, part), ...streamOperations(book, part), ...eventOperations(book, clock) },
    },
    offers: {
      publishLog: (group, stream, lines) => book.publish(group, stream, lines),
      hasLogGroup: (group) => book.groups.has(group),
    },
  };
}
