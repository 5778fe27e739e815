import { jsonDiff } from "@alpha-engine/definition";
import { expect, test } from "vitest";

import { renderPlan } from "./render-plan.ts";

test("of long texts the part that differs is printed, without a character that a terminal obeys", () => {
  const long = (word: string): string => `${"x".repeat(500)}${word}${"y".repeat(500)}\u001b[2J\u009b`;
  const changes = jsonDiff("definition", { Comment: long("old") }, { Comment: long("new") });
  const plan = {
    stateMachines: [],
    schedules: [
      {
        kind: "schedule",
        name: "s",
        action: "update",
        changes,
        expression: "rate(1 day)",
        enabled: false,
        stateMachine: "m",
      },
    ],
  } as const;
  const lines = renderPlan(plan).split("\n");
  expect(lines[1]).toBe("  ~ /Comment");
  expect(lines[2]).toMatch(/^ {6}- …x{40}oldy+…$/);
  expect(lines[3]).toMatch(/^ {6}\+ …x{40}newy+…$/);
  // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(renderPlan(plan)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
