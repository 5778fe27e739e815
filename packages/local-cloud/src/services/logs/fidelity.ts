import type { FidelityEntry } from "../../fidelity-entry.ts";

/** CloudWatch Logs. */
export const logs: readonly FidelityEntry[] = [
  {
    id: "log-events",
    behaviour: "GetLogEvents pages in both directions for ever: at an end the same token comes back.",
    kind: "documentation",
    source: "botocore 1.43 model, GetLogEvents",
    date: "2026-11",
    file: "src/services/logs/logs.ts",
    test: "log streams are made, written and paged as the service does it",
  },
];
