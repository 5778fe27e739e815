import type {
  AgentFault,
  CommandFault,
  CommandFaultKind,
  InvocationFault,
  LaunchFault,
  ObjectFault,
  ObjectView,
  RequestFault,
  RequestView,
} from "@alpha-engine/local-cloud";

import { isLog } from "../log-names.ts";
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
  /** SSM was asked to keep its output in S3. */
  readonly hasOutput: boolean;
}

export function commandFault(read: ReadKind, place: CommandPlace): CommandFault | undefined {
  const { where } = read;
  if (where !== undefined && where !== (place.place === "box" ? "box" : "rented")) return undefined;
  const kind = commandFaultKind(read, place);
  return kind === undefined || read.at === undefined ? kind : { ...kind, at: read.at };
}

function commandFaultKind(
  { id, code, duration }: ReadKind,
  { place, hasCheckouts, hasOutput }: CommandPlace,
): CommandFaultKind | undefined {
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
    case "ssm:wrong-platform":
      return { kind: "refused", statusDetails: "InvalidPlatform" };
    case "ssm:upload-refused":
      return hasOutput ? { kind: "upload-refused" } : undefined;
    case "hang":
      return { kind: "hang" };
    case "clock:skew":
      return { kind: "clock-behind", by: duration ?? "20m" };
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
  if (id === "capacity:died") return { code: "Server.InternalError" };
  if (id === "capacity:dry") return { code: "InsufficientInstanceCapacity" };
  if (id !== "capacity:quota") return undefined;
  return { code: lifecycle === "spot" ? "MaxSpotInstanceCountExceeded" : "VcpuLimitExceeded" };
}

const ARTIFACTS: Readonly<Record<string, ObjectFault>> = {
  "artifact:missing": "missing",
  "artifact:truncated": "truncated",
  "artifact:stale": "stale",
};

export function objectFault({ id, key }: ReadKind, object: ObjectView): ObjectFault | undefined {
  const isMeant = key === undefined ? !isLog(object.key) : matches(key, object);
  return isMeant ? ARTIFACTS[id] : undefined;
}

function matches(pattern: string, { bucket, key }: ObjectView): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const text = pattern.startsWith("s3://") ? `s3://${bucket}/${key}` : key;
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

/** What puts objects into S3. */
const WRITES = new Set(["PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "CopyObject"]);
const HEARTBEATS = new Set(["SendTaskHeartbeat", "PutMetricData"]);
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
    case "heartbeat:lost":
      return HEARTBEATS.has(request.operation) ? { kind: "reset", when: "before" } : undefined;
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
