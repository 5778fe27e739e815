import type { FidelityEntry } from "../../fidelity-entry.ts";

/** Step Functions. */
export const stepFunctions: readonly FidelityEntry[] = [
  {
    id: "sfn-names",
    behaviour: "An execution's name is taken for ever; only the very same start of a running one is answered again.",
    kind: "documentation",
    source: "StartExecution",
    date: "2026",
    file: "src/services/step-functions/execution-operations.ts",
    test: "an execution's name is taken once, and what cannot be started is refused",
  },
  {
    id: "sfn-sdk-errors",
    behaviour: "Errors of aws-sdk tasks are Service.NameException with the Java SDK's text as their cause.",
    kind: "recorded",
    source: "LocalStack's recordings of AWS",
    date: "2025",
    file: "src/services/step-functions/integrations/failure.ts",
    test: "failed calls are named as AWS names them, with the Java SDK's text as their cause",
  },
  {
    id: "sfn-history",
    behaviour: "The history comes in pages, from either end, with or without its data.",
    kind: "documentation",
    source: "botocore 1.43 model, GetExecutionHistory",
    date: "2026-11",
    file: "src/services/step-functions/history-operation.ts",
    test: "the history comes in pages, from either end, with or without its data, and as it happens",
  },
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
    id: "sfn-not-modelled",
    behaviour:
      "A task whose resource, operation or document is not modelled here ends its execution with States.Runtime, past every Catch and every tolerance; AWS would do what was asked.",
    kind: "deviates",
    source: "an answer that is no answer of AWS must not decide a rehearsal",
    date: "2026-11",
    file: "src/services/step-functions/integrations/not-modelled-failure.ts",
    test: "what is not modelled ends the execution, whatever is caught, and the cloud says which state asked for what",
  },
];
