import { expect, test } from "vitest";

import type { StateSummary, Summary } from "./summary-schema.ts";
import { renderTable } from "./table.ts";

const none = {
  startedAt: null,
  endedAt: null,
  wallSeconds: null,
  instanceId: null,
  instanceIds: [],
  commandId: null,
  exitCode: null,
  logKey: null,
};
const states: readonly StateSummary[] = [
  {
    ...none,
    name: "Backtester",
    kind: "ssm",
    status: "FAILED",
    attempts: 2,
    wallSeconds: 2.34,
    instanceId: "i-2",
    exitCode: 3,
    logKey: "_ssm_logs/x.log",
  },
  { ...none, name: "Parity", kind: "ssm", status: "NOT_REACHED", attempts: 0 },
  { ...none, name: "NotifyComplete", kind: "sns", status: "NOT_REACHED", attempts: 0 },
];

test("the table has a line for each step, and none for a notification that was not sent", () => {
  expect(renderTable({ states } as unknown as Summary)).toBe(`\
state       status       attempts  duration  instance  exit  log key
----------  -----------  --------  --------  --------  ----  ---------------
Backtester  failed       2         2.3 s     i-2       3     _ssm_logs/x.log
Parity      not reached  -         -         -         -     -`);
});
