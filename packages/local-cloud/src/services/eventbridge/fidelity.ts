import type { FidelityEntry } from "../../fidelity-entry.ts";

/** EventBridge's schedules. */
export const eventBridge: readonly FidelityEntry[] = [
  {
    id: "events-cron",
    behaviour:
      "cron(…) has six fields in UTC with , - * / ? L W #, and one of the two days is ?; rate(…) counts whole units.",
    kind: "documentation",
    source: "EventBridge user guide, cron and rate expressions",
    date: "2026-11",
    operations: ["events:PutRule"],
    file: "src/services/eventbridge/cron.ts",
    test: "%s fires as EventBridge says, in UTC",
  },
  {
    id: "events-expression-refused",
    behaviour: "Any other expression is ValidationException, singular and plural of a rate among it.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, test_put_rule_with_invalid_schedule_rate",
    date: "2025",
    operations: ["events:PutRule"],
    file: "src/services/eventbridge/schedule-expression.ts",
    test: "%s is refused",
  },
  {
    id: "events-fire",
    behaviour: "An enabled rule starts its state machine with its target's input; what is missed is not made up for.",
    kind: "inference",
    source: "EventBridge user guide, scheduled rules",
    date: "2026-11",
    operations: ["events:PutTargets"],
    file: "src/services/eventbridge/rule-timers.ts",
    test: "an enabled rule starts its state machine with its input when its time has come, a disabled one does not",
  },
  {
    id: "events-put-rule",
    behaviour: "PutRule replaces all of a rule but its targets and tags; a rule with targets is not deleted.",
    kind: "documentation",
    source: "botocore 1.43 model, PutRule, DeleteRule",
    date: "2026-11",
    operations: ["events:PutRule", "events:DeleteRule"],
    file: "src/services/eventbridge/rule-operations.ts",
    test: "a rule is put, switched, listed, tagged and deleted, and its targets are its own",
  },
  {
    id: "events-targets",
    behaviour:
      "A rule has up to five targets; a state machine needs a role, and its input is JSON of up to 8192 characters.",
    kind: "documentation",
    source: "botocore 1.43 model, PutTargets, TargetInput",
    date: "2026-11",
    operations: ["events:PutTargets"],
    file: "src/services/eventbridge/target-operations.ts",
    test: "what EventBridge refuses is refused",
  },
  {
    id: "events-queue",
    behaviour: "A queue gets the event, or what InputPath names of it; null where that is nothing.",
    kind: "inference",
    source: "EventBridge user guide, targets",
    date: "2026-11",
    operations: ["events:PutTargets"],
    file: "src/services/eventbridge/hand-on.ts",
    test: "a queue gets the event, or the part of it that a path names",
  },
];
