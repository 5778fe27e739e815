import type {
  AgentFault,
  CommandFault,
  InvocationFault,
  LaunchFault,
  RequestFault,
  RequestView,
} from "@alpha-engine/local-cloud";

import { ABSENT, CONFLICT, denied, internal, unavailable } from "./aws-words.ts";
import { ANY_SERVICE } from "./fault-kinds.ts";
import type { ReadKind } from "./read-kind.ts";

export const FAULT_EXIT_CODE = 3;
/** The two-minute notice is best effort; here it is missed, so that the work is cut in its middle and not after its end. */
const NOTICE_SECONDS = 0;

/** Where a command runs: on an instance that was rented in this execution, spot or not, or on a box. */
export interface CommandPlace {
  readonly place: "box" | "spot" | "on-demand";
  /** Its image has clones whose remotes can move on. */
  readonly hasCheckouts: boolean;
}

export function commandFault(
  { id, code, duration, where }: ReadKind,
  { place, hasCheckouts }: CommandPlace,
): CommandFault | undefined {
  if (where !== undefined && where !== (place === "box" ? "box" : "rented")) return undefined;
  const lasts = duration === undefined ? {} : { lasts: duration };
  switch (id) {
    case "fail":
      return { kind: "exit", code: FAULT_EXIT_CODE };
    case "exit":
      return { kind: "exit", code: code ?? FAULT_EXIT_CODE };
    case "reclaim":
    case "spot:reclaim":
      return place === "spot" ? { kind: "reclaim", noticeLead: NOTICE_SECONDS } : undefined;
    case "spot:reclaim-noticed":
      return place === "spot" ? { kind: "reclaim" } : undefined;
    case "push":
      return hasCheckouts ? { kind: "push" } : undefined;
    case "pull":
      return hasCheckouts ? { kind: "pull", ...lasts } : undefined;
    case "ssm:silent":
      return { kind: "silent" };
    case "ssm:lost":
      return { kind: "connection-lost", ...lasts };
    case "ssm:undeliverable":
      return { kind: "undeliverable" };
    case "ssm:denied":
      return { kind: "refused", statusDetails: "AccessDenied" };
    case "ssm:timeout":
      return { kind: "timed-out" };
    case "ssm:truncated":
      return { kind: "truncated" };
    default:
      return undefined;
  }
}

export function invocationFault({ id }: ReadKind): InvocationFault | undefined {
  const errorMessage = "the rehearsal was asked to let it fail";
  if (id === "fail" || id === "lambda:error") return { errorType: "InjectedFault", errorMessage };
  if (id !== "lambda:timeout") return undefined;
  // As invocations that really time out are told here.
  return { errorType: "Sandbox.Timedout", errorMessage: "Error: Task timed out after the function's timeout" };
}

export function agentFault({ id, duration = "10m" }: ReadKind): AgentFault | undefined {
  if (id === "ssm:never-online") return { onlineAfter: "never" };
  return id === "ssm:late" ? { onlineAfter: duration } : undefined;
}

export function launchFault({ id }: ReadKind, lifecycle: "spot" | "on-demand"): LaunchFault | undefined {
  if (id === "capacity:dry") return { code: "InsufficientInstanceCapacity" };
  if (id !== "capacity:quota") return undefined;
  return { code: lifecycle === "spot" ? "MaxSpotInstanceCountExceeded" : "VcpuLimitExceeded" };
}

/** What puts objects into S3. */
const WRITES = new Set(["PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "CopyObject"]);
const CONDITIONAL = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

export function requestFault(kind: ReadKind, request: RequestView): RequestFault | undefined {
  const { service, operation } = request;
  const meant =
    (kind.operation === undefined || kind.operation === operation) &&
    (kind.service === undefined || kind.service === service) &&
    kind.strikes.some((each) => each === ANY_SERVICE || (typeof each === "object" && each.includes(service)));
  return meant ? faultOn(kind, request) : undefined;
}

function faultOn({ id, duration = "20m" }: ReadKind, request: RequestView): RequestFault | undefined {
  switch (id) {
    case "api:throttle":
    case "s3:slow-down":
      return { kind: "throttle" };
    case "lambda:throttle":
      return request.operation === "Invoke" ? { kind: "throttle" } : undefined;
    case "api:internal":
      return internal(request);
    case "api:unavailable":
      return unavailable(request);
    case "api:denied":
      return denied(request);
    case "api:reset-before":
      return { kind: "reset", when: "before" };
    case "api:reset-after":
      return { kind: "reset", when: "after" };
    case "api:delay":
      return { kind: "delay", by: 2 };
    case "s3:refused":
      return WRITES.has(request.operation) ? denied(request) : undefined;
    case "sns:refused":
      return denied(request);
    case "ddb:conflict":
      return CONDITIONAL.has(request.operation) ? CONFLICT : undefined;
    case "ddb:absent":
      return ABSENT;
    case "clock:skew":
      return { kind: "skew", by: duration };
    default:
      return undefined;
  }
}
