import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { toMilliseconds } from "@alpha-engine/dialect";

import type { Admission, Door } from "../../wire/door.ts";
import type { Allowed } from "../../wire/foreign.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Call } from "../../wire/which-operation.ts";
import type { Callers } from "../callers/callers.ts";
import type { Faults, RequestFault } from "../faults.ts";
import type { createCallerOf } from "./caller-of.ts";
import { refuseRealCredentials } from "./credentials.ts";
import { refuseEntry } from "./refuse-entry.ts";
import { refuseSkewedSignature } from "./signing-time.ts";

export interface DoorOptions {
  readonly faults: Faults;
  /** Aborted when the cloud has stopped: who waits at the door then is not let in any more. */
  readonly stopped: AbortSignal;
  readonly allowed: Allowed;
  readonly notModelled: Door["notModelled"];
  readonly answered: Door["answered"];
  readonly callers: Callers;
  readonly callerOf: ReturnType<typeof createCallerOf>;
}

/** Asks the faults about every request, and refuses credentials and signatures that do not belong here. */
export function createDoor(options: DoorOptions): Door {
  const { faults, stopped, allowed, notModelled, answered, callers, callerOf } = options;
  const calls = new Map<string, number>();
  const standing = (faults.clockSkewSeconds ?? 0) * 1000;
  const skews = new WeakMap<IncomingMessage, number>();
  return {
    attended: (message, serve) => callers.during(callerOf(message), serve),
    refuseEntry: (message) => refuseEntry(message, allowed),
    admit: async (call, message) => {
      const { headers, url = "" } = message;
      refuseRealCredentials(call.service, headers, url);
      if (standing !== 0) refuseSkewedSignature(call.service, headers, Date.now() + standing);
      const name = `${call.service}:${call.operation}`;
      const count = (calls.get(name) ?? 0) + 1;
      calls.set(name, count);
      if (faults.request === undefined) return "answer";
      const fault = faults.request({ ...call, count, ...callers.asker() });
      if (fault?.kind !== "skew") return await befall(fault, call, stopped);
      const skew = toMilliseconds(fault.by, "by");
      skews.set(message, skew);
      refuseSkewedSignature(call.service, headers, Date.now() + skew);
      return "answer";
    },
    notModelled,
    answered,
    calls,
    stamp: (response) => {
      const skew = skews.get(response.req) ?? standing;
      if (skew !== 0) response.setHeader("date", new Date(Date.now() + skew).toUTCString());
    },
  };
}

async function befall(
  fault: Exclude<RequestFault, { kind: "skew" }> | undefined,
  { service }: Call,
  signal: AbortSignal,
): Promise<Admission> {
  switch (fault?.kind) {
    case "throttle":
      throw throttled(service);
    case "error":
      throw new ServiceError(fault.code, fault.message ?? `A fault answered ${fault.code}`, fault.statusCode);
    case "reset":
      return fault.when === "before" ? "reset" : "reset-after";
    case "delay":
      await sleep(toMilliseconds(fault.by, "by"), undefined, { signal });
      return "answer";
    case undefined:
      return "answer";
  }
}

/** Every service has its own word for it (botocore 1.43 model, 2026-11). */
function throttled(service: string): ServiceError {
  if (service === "ec2") return new ServiceError("RequestLimitExceeded", "Request limit exceeded.", 503);
  if (service === "s3") return new ServiceError("SlowDown", "Please reduce your request rate.", 503);
  if (service === "lambda") return new ServiceError("TooManyRequestsException", "Rate Exceeded.", 429);
  const query = service === "sns" || service === "sts";
  return new ServiceError(query ? "Throttling" : "ThrottlingException", "Rate exceeded");
}
