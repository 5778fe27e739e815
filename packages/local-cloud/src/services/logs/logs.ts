import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { checked } from "../../wire/check-shape.ts";
import { eventOperations } from "./event-operations.ts";
import { groupOperations } from "./group-operations.ts";
import { LOGS_INPUTS } from "./inputs.ts";
import { createLogBook } from "./log-book.ts";
import { streamOperations } from "./stream-operations.ts";

/** CloudWatch Logs: what the agent's live output is written to, and its readers read from. */
export function createLogs(part: Part): Service {
  const { clock, journal } = part;
  const book = createLogBook({ now: () => clock.now(), journal });
  return {
    json: {
      targetPrefix: "Logs_20140328",
      operations: checked(
        { ...groupOperations(book, part), ...streamOperations(book, part), ...eventOperations(book, clock) },
        LOGS_INPUTS,
        "InvalidParameterException",
      ),
    },
    offers: {
      publishLog: (group, stream, lines) => book.publish(group, stream, lines),
      hasLogGroup: (group) => book.groups.has(group),
    },
  };
}
