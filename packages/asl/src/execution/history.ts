/** One event of an execution, in the shape GetExecutionHistory answers with. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  /** An ISO 8601 instant. */
  readonly timestamp: string;
  readonly executionStartedEventDetails?: { readonly input: string; readonly roleArn?: string };
  readonly executionSucceededEventDetails?: { readonly output: string };
  readonly executionFailedEventDetails?: ErrorDetails;
  readonly executionTimedOutEventDetails?: ErrorDetails;
  readonly executionAbortedEventDetails?: ErrorDetails;
  readonly executionRedrivenEventDetails?: { readonly redriveCount: number };
  readonly mapRunStartedEventDetails?: { readonly mapRunArn: string };
  readonly mapRunRedrivenEventDetails?: { readonly mapRunArn: string; readonly redriveCount: number };
  readonly mapRunFailedEventDetails?: ErrorDetails;
  readonly stateEnteredEventDetails?: { readonly name: string; readonly input: string };
  readonly stateExitedEventDetails?: {
    readonly name: string;
    readonly output: string;
    readonly assignedVariables?: Readonly<Record<string, string>>;
  };
  readonly taskScheduledEventDetails?: TaskDetails & {
    readonly region: string;
    readonly parameters: string;
    readonly timeoutInSeconds?: number;
    readonly heartbeatInSeconds?: number;
    readonly taskCredentials?: { readonly roleArn: string };
  };
  readonly taskStartedEventDetails?: TaskDetails;
  readonly taskSubmittedEventDetails?: TaskDetails & { readonly output: string };
  readonly taskSucceededEventDetails?: TaskDetails & { readonly output: string };
  readonly taskFailedEventDetails?: TaskDetails & ErrorDetails;
  readonly taskTimedOutEventDetails?: TaskDetails & ErrorDetails;
  readonly lambdaFunctionScheduledEventDetails?: ScheduledDetails;
  readonly lambdaFunctionSucceededEventDetails?: { readonly output: string };
  readonly lambdaFunctionFailedEventDetails?: ErrorDetails;
  readonly lambdaFunctionTimedOutEventDetails?: ErrorDetails;
  readonly activityScheduledEventDetails?: ScheduledDetails;
  readonly activityStartedEventDetails?: { readonly workerName?: string };
  readonly activitySucceededEventDetails?: { readonly output: string };
  readonly activityFailedEventDetails?: ErrorDetails;
  readonly activityTimedOutEventDetails?: ErrorDetails;
  readonly mapStateStartedEventDetails?: { readonly length: number };
  readonly mapIterationStartedEventDetails?: IterationDetails;
  readonly mapIterationSucceededEventDetails?: IterationDetails;
  readonly mapIterationFailedEventDetails?: IterationDetails;
  readonly mapIterationAbortedEventDetails?: IterationDetails;
  readonly evaluationFailedEventDetails?: ErrorDetails & { readonly location?: string; readonly state: string };
}

interface ErrorDetails {
  readonly error?: string;
  readonly cause?: string;
}
interface TaskDetails {
  readonly resourceType: string;
  readonly resource: string;
}
interface ScheduledDetails {
  readonly resource: string;
  readonly input: string;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  readonly taskCredentials?: { readonly roleArn: string };
}
interface IterationDetails {
  readonly name: string;
  readonly index: number;
}

const KEYS = new Map<string, string>();

/** `LambdaFunctionFailed` → `lambdaFunctionFailedEventDetails`; all states share two. */
export function detailsKey(type: string): string {
  let key = KEYS.get(type);
  if (key === undefined) {
    key = type.endsWith("StateEntered")
      ? "stateEnteredEventDetails"
      : type.endsWith("StateExited")
        ? "stateExitedEventDetails"
        : `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    KEYS.set(type, key);
  }
  return key;
}

const STATE_TYPES = ["Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"] as const;
type ByState = Readonly<Record<(typeof STATE_TYPES)[number], string>>;
const byState = (suffix: string): ByState =>
  Object.fromEntries(STATE_TYPES.map((type) => [type, `${type}State${suffix}`])) as ByState;

/** The names of the two events that every state leaves. */
export const ENTERED: ByState = byState("Entered");
export const EXITED: ByState = byState("Exited");
