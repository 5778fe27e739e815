import type { FidelityEntry } from "../../fidelity-entry.ts";

/** CloudWatch Logs. */
export const logs: readonly FidelityEntry[] = [
  {
    id: "log-events",
    behaviour: "GetLogEvents pages in both directions for ever: at an end the same token comes back.",
    kind: "documentation",
    source: "botocore 1.43 model, GetLogEvents",
    date: "2026-11",
    operations: ["logs:GetLogEvents"],
    file: "src/services/logs/event-operations.ts",
    test: "log streams are made, written and paged as the service does it",
  },
  {
    id: "log-limits",
    behaviour:
      "Events of more than 14 days ago, past their group's retention or more than two hours ahead are told and not kept.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, logs; documentation of PutLogEvents",
    date: "2026-03",
    operations: ["logs:PutLogEvents"],
    file: "src/services/logs/write-limits.ts",
    test: "an event that is %s is told and not kept, the others are",
  },
  {
    id: "log-patterns",
    behaviour: "A filter by JSON, by fields or by regular expression is not offered.",
    kind: "deviates",
    source: "CloudWatch Logs user guide, filter patterns",
    date: "2026-11",
    operations: ["logs:FilterLogEvents"],
    file: "src/services/logs/event-operations.ts",
    test: "%s is refused",
  },
  {
    id: "log-inputs",
    behaviour: "Requests are checked against the model: InvalidParameterException with all faults in one message.",
    kind: "documentation",
    source: "botocore 1.43 model of CloudWatch Logs; LocalStack's recordings of AWS, logs",
    date: "2026-11",
    operations: ["logs:*"],
    file: "src/services/logs/inputs.ts",
    test: "%s refuses what the model of CloudWatch Logs does not allow${skipped}",
  },
];
