import type { Evaluation, HistoryEventLike } from "../history/state-runs.ts";

/** A history event as far as a report reads it; the shape is that of GetExecutionHistory. */
export interface RecordedEvent extends HistoryEventLike {
  readonly executionStartedEventDetails?: { readonly input?: string } | undefined;
  readonly executionSucceededEventDetails?: { readonly output?: string } | undefined;
  readonly executionFailedEventDetails?: Failure | undefined;
  readonly executionTimedOutEventDetails?: Failure | undefined;
  readonly evaluationFailedEventDetails?: (Failure & Evaluation) | undefined;
  readonly executionAbortedEventDetails?: Failure | undefined;
  readonly taskScheduledEventDetails?:
    | { readonly resourceType?: string; readonly resource?: string; readonly parameters?: string }
    | undefined;
  readonly lambdaFunctionScheduledEventDetails?: { readonly resource?: string; readonly input?: string } | undefined;
  readonly activityScheduledEventDetails?: { readonly resource?: string; readonly input?: string } | undefined;
  readonly lambdaFunctionSucceededEventDetails?: { readonly output?: string } | undefined;
  readonly activitySucceededEventDetails?: { readonly output?: string } | undefined;
  readonly taskFailedEventDetails?: Failure | undefined;
  readonly taskSubmitFailedEventDetails?: Failure | undefined;
  readonly taskStartFailedEventDetails?: Failure | undefined;
  readonly taskTimedOutEventDetails?: Failure | undefined;
  readonly lambdaFunctionFailedEventDetails?: Failure | undefined;
  readonly lambdaFunctionTimedOutEventDetails?: Failure | undefined;
  readonly lambdaFunctionScheduleFailedEventDetails?: Failure | undefined;
  readonly lambdaFunctionStartFailedEventDetails?: Failure | undefined;
  readonly activityFailedEventDetails?: Failure | undefined;
  readonly activityTimedOutEventDetails?: Failure | undefined;
  readonly activityScheduleFailedEventDetails?: Failure | undefined;
}

interface Failure {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** A state that was aborted did not fail. */
const FAILURE =
  /^(?:Task(?:Submit|Start)?|LambdaFunction(?:Schedule|Start)?|Activity(?:Schedule)?|Evaluation|Execution)(?:Failed|TimedOut|Aborted)$/;

/** Error and cause of an event that is a failure; `undefined` for any other. */
export function failureIn(event: RecordedEvent): Failure | undefined {
  if (!FAILURE.test(event.type)) return undefined;
  const details = `${event.type[0]?.toLowerCase()}${event.type.slice(1)}EventDetails` as keyof RecordedEvent;
  return (event[details] as Failure | undefined) ?? {};
}

/** What an event scheduled, as a definition names it, with what it was passed. */
export function scheduledIn(
  event: RecordedEvent,
): { readonly resource: string; readonly parameters: string } | undefined {
  const { taskScheduledEventDetails: task, lambdaFunctionScheduledEventDetails: lambda } = event;
  const direct = lambda ?? event.activityScheduledEventDetails;
  if (task !== undefined)
    return {
      resource: `arn:aws:states:::${task.resourceType ?? ""}:${task.resource ?? ""}`,
      parameters: task.parameters ?? "{}",
    };
  return direct === undefined ? undefined : { resource: direct.resource ?? "", parameters: direct.input ?? "{}" };
}

/** What an event says that a task answered, without `output` where the history was asked for without its data. */
export function answerIn(event: RecordedEvent): { readonly output?: string } | undefined {
  if (!/^(?:Task|LambdaFunction|Activity)Succeeded$/.test(event.type)) return undefined;
  const { taskSucceededEventDetails: task, lambdaFunctionSucceededEventDetails: lambda } = event;
  return task ?? lambda ?? event.activitySucceededEventDetails ?? {};
}
