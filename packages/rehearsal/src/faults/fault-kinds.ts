/** What a kind of fault strikes: commands of a state, functions, instances rented for it, or requests to these services. */
export type Strikes = "command" | "function" | "rented" | readonly string[];

/** A kind of fault that can be aimed at a state. */
export interface FaultKind {
  /** `api:throttle` */
  readonly id: string;
  /** What may stand behind it. */
  readonly takes?: "code" | "duration" | "operation" | "field" | "key";
  /** It may also strike at a moment: `@30s`, `@after`. */
  readonly moments?: true;
  /** Several where it strikes whichever there is. */
  readonly strikes: readonly Strikes[];
  /** How often it strikes at most; of requests, each operation by itself. A kind takes `*N` for another number. */
  readonly times: number;
  readonly does: string;
}

/** Requests to any service. */
export const ANY_SERVICE = ["*"] as const;
const API = { strikes: [ANY_SERVICE], takes: "operation" } as const;
const COMMAND = { strikes: ["command"], times: 1 } as const;

/** Every kind, in the order in which they are listed for people. */
export const FAULT_KINDS: readonly FaultKind[] = [
  {
    id: "fail",
    moments: true,
    strikes: ["command", "function"],
    times: Infinity,
    does: "its work exits with 3 and is not run; a function raises InjectedFault",
  },
  {
    id: "exit",
    takes: "code",
    moments: true,
    strikes: ["command"],
    times: Infinity,
    does: "its work exits with N and is not run",
  },
  { id: "hang", ...COMMAND, moments: true, does: "its command never returns, and is ended by its executionTimeout" },
  {
    id: "reclaim",
    ...COMMAND,
    moments: true,
    does: "its spot instance is taken away at the first output, and the notice is missed (spot:reclaim)",
  },
  { id: "spot:reclaim", ...COMMAND, moments: true, does: "the same" },
  {
    id: "spot:reclaim-noticed",
    ...COMMAND,
    moments: true,
    does: "from the first output on it is taken away as AWS does: rebalance, notice, two minutes",
  },
  {
    id: "pull",
    takes: "duration",
    ...COMMAND,
    does: "somebody else pulls in its checkouts when its command begins: they are behind, and locked for 5s",
  },
  {
    id: "push",
    ...COMMAND,
    moments: true,
    does: "somebody merges into its checkouts' remotes before its command begins",
  },
  { id: "capacity:dry", strikes: ["rented"], times: Infinity, does: "EC2 has no capacity for what it launches" },
  {
    id: "capacity:died",
    strikes: ["rented"],
    times: 1,
    does: "an instance that it rents is accepted, and terminated while it is pending: Server.InternalError",
  },
  { id: "capacity:quota", strikes: ["rented"], times: Infinity, does: "its launches are over the account's limit" },
  {
    id: "ssm:never-online",
    strikes: ["rented"],
    times: 1,
    does: "the agent of an instance that it rents never registers",
  },
  {
    id: "ssm:late",
    takes: "duration",
    strikes: ["rented"],
    times: 1,
    does: "the agent of an instance that it rents registers late, after 10m",
  },
  {
    id: "ssm:lost",
    takes: "duration",
    ...COMMAND,
    moments: true,
    does: "the agent's connection is lost when its command has begun, for good or for so long",
  },
  { id: "ssm:undeliverable", ...COMMAND, does: "its command runs, and SSM says Failed, Undeliverable" },
  { id: "ssm:denied", ...COMMAND, does: "the node refuses its command: Failed, AccessDenied" },
  { id: "ssm:timeout", ...COMMAND, does: "its command is not run and ends as if executionTimeout had passed" },
  {
    id: "ssm:upload-refused",
    ...COMMAND,
    does: "S3 refuses the output that SSM was to keep there (OutputS3BucketName), and SSM does not say so",
  },
  {
    id: "ssm:wrong-platform",
    ...COMMAND,
    does: "the node refuses its command: Failed, InvalidPlatform",
  },
  { id: "ssm:silent", ...COMMAND, does: "its command runs, and SSM has nothing of its output: it is empty" },
  {
    id: "ssm:truncated",
    ...COMMAND,
    does: "SSM keeps nothing of its command's output but what came before: the first 24,000 bytes",
  },
  { id: "api:throttle", ...API, times: 1, does: "a request of it is throttled, in the service's words" },
  { id: "api:internal", ...API, times: 1, does: "a request of it is answered with the service's internal error" },
  { id: "api:unavailable", ...API, times: 1, does: "a request of it is answered with 503" },
  { id: "api:denied", ...API, times: Infinity, does: "its requests are not allowed" },
  { id: "api:reset-before", ...API, times: 1, does: "the connection is reset before a request takes effect" },
  { id: "api:reset-after", ...API, times: 1, does: "a request takes effect, and its answer is lost" },
  { id: "api:delay", ...API, times: 1, does: "a request is answered two seconds later" },
  { id: "s3:refused", strikes: [["s3"]], times: Infinity, does: "what it writes to S3 is refused: AccessDenied" },
  { id: "s3:slow-down", strikes: [["s3"]], times: 1, does: "a request of it to S3 is answered with SlowDown" },
  {
    id: "artifact:missing",
    takes: "key",
    strikes: [["s3"]],
    times: Infinity,
    does: "what it writes to S3 is not there afterwards, although it was told so; logs are spared",
  },
  {
    id: "artifact:truncated",
    takes: "key",
    strikes: [["s3"]],
    times: Infinity,
    does: "of what it writes to S3 only the first half is there; logs are spared",
  },
  {
    id: "artifact:stale",
    takes: "key",
    strikes: [["s3"]],
    times: Infinity,
    does: "what it writes to S3 takes no effect, and what was there before stays; logs are spared",
  },
  {
    id: "heartbeat:lost",
    strikes: [["states", "monitoring"]],
    times: Infinity,
    does: "its heartbeats do not arrive: SendTaskHeartbeat's and PutMetricData's connections are reset",
  },
  { id: "sns:refused", strikes: [["sns"]], times: Infinity, does: "what it publishes is refused: AuthorizationError" },
  {
    id: "ddb:conflict",
    strikes: [["dynamodb"]],
    times: 1,
    does: "a conditional write of it meets another's: ConditionalCheckFailedException",
  },
  { id: "ddb:absent", strikes: [["dynamodb"]], times: Infinity, does: "its table is not there" },
  { id: "lambda:error", strikes: ["function"], times: Infinity, does: "its function raises InjectedFault" },
  { id: "lambda:timeout", strikes: ["function"], times: Infinity, does: "its function times out, after all its time" },
  {
    id: "lambda:bad-answer",
    takes: "field",
    strikes: ["function"],
    times: Infinity,
    does: "its function's answer lacks the first field that a later state reads, or the one that is named",
  },
  { id: "lambda:empty", strikes: ["function"], times: Infinity, does: "its function answers null" },
  {
    id: "lambda:throttle",
    strikes: [["lambda"]],
    times: 1,
    does: "its function is invoked too often: TooManyRequestsException",
  },
  {
    id: "clock:skew",
    takes: "duration",
    strikes: ["command", ANY_SERVICE],
    times: Infinity,
    does: "the clock of its machines is behind AWS's, by 20m: `date` says so, and what is signed has expired",
  },
];
