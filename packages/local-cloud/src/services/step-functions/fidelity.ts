import type { FidelityEntry } from "../../fidelity-entry.ts";

/** Versions, aliases and redrives of Step Functions, and EventBridge's schedules. */
export const stateMachines: readonly FidelityEntry[] = [
  {
    id: "sfn-version",
    behaviour:
      "A revision is published once; its version is a snapshot, numbered from 1, and no number is given again.",
    kind: "documentation",
    source: "botocore 1.43 model, PublishStateMachineVersion, UpdateStateMachine",
    date: "2026-11",
    file: "src/services/step-functions/version-operations.ts",
    test: "a revision is published once, and its version stays as it is",
  },
  {
    id: "sfn-revision",
    behaviour:
      "There is no revisionId before the first update, and an update that changes nothing makes none; publishing another revision is ConflictException.",
    kind: "source code",
    source: "LocalStack's provider, checked against AWS by its snapshots",
    date: "2025",
    file: "src/services/step-functions/state-machine-operations.ts",
    test: "what changes nothing makes no revision, and who publishes another revision is told",
  },
  {
    id: "sfn-qualified-start",
    behaviour:
      "An execution of a version or alias runs that version under the ARN of any other, and is listed by version and alias.",
    kind: "source code",
    source: "LocalStack's provider, checked against AWS by its snapshots; botocore 1.43 model, ListExecutions",
    date: "2025",
    file: "src/services/step-functions/execution-operations.ts",
    test: "an execution of a version or an alias runs that version, and is found by it",
  },
  {
    id: "sfn-alias",
    behaviour: "An alias shares out executions between two versions, and keeps them from being deleted.",
    kind: "documentation",
    source: "botocore 1.43 model, CreateStateMachineAlias, DeleteStateMachineVersion",
    date: "2026-11",
    file: "src/services/step-functions/alias-operations.ts",
    test: "an alias names one or two versions, and keeps them from being deleted",
  },
  {
    id: "sfn-redrive",
    behaviour: "A redrive goes on from what failed with the definition, the input and the ARN that the execution had.",
    kind: "documentation",
    source: "botocore 1.43 model, RedriveExecution",
    date: "2026-11",
    file: "src/services/step-functions/redrive-operation.ts",
    test: "a redrive goes on from the state that failed, also after a restart",
  },
  {
    id: "events-cron",
    behaviour:
      "cron(…) has six fields in UTC with , - * / ? L W #, and one of the two days is ?; rate(…) counts whole units.",
    kind: "documentation",
    source: "EventBridge user guide, cron and rate expressions",
    date: "2026-11",
    file: "src/services/eventbridge/cron.ts",
    test: "%s fires as EventBridge says, in UTC",
  },
  {
    id: "events-expression-refused",
    behaviour: "Any other expression is ValidationException, singular and plural of a rate among it.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS, test_put_rule_with_invalid_schedule_rate",
    date: "2025",
    file: "src/services/eventbridge/schedule-expression.ts",
    test: "%s is refused",
  },
  {
    id: "events-fire",
    behaviour: "An enabled rule starts its state machine with its target's input; what is missed is not made up for.",
    kind: "inference",
    source: "EventBridge user guide, scheduled rules",
    date: "2026-11",
    file: "src/services/eventbridge/rule-timers.ts",
    test: "an enabled rule starts its state machine with its input when its time has come, a disabled one does not",
  },
  {
    id: "events-put-rule",
    behaviour: "PutRule replaces all of a rule but its targets and tags; a rule with targets is not deleted.",
    kind: "documentation",
    source: "botocore 1.43 model, PutRule, DeleteRule",
    date: "2026-11",
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
    file: "src/services/eventbridge/target-operations.ts",
    test: "what EventBridge refuses is refused",
  },
];
