import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { ServiceError } from "../../wire/service-error.ts";
import type { Call } from "../../wire/which-operation.ts";
import type { Faults, RequestFault } from "../faults.ts";
import { refuseRealCredentials } from "./credentials.ts";
import { refuseSkewedSignature } from "./signing-time.ts";

/** What every request goes through before a service sees it. */
export interface Door {
  /** Throws what the request is refused with; otherwise says what becomes of its connection. */
  admit(call: Call, message: IncomingMessage): Promise<"answer" | "reset" | "reset-after">;
  /** Sets what every answer carries. */
  stamp(response: ServerResponse): void;
}

export function createDoor(faults: Faults): Door {
  const counts = new Map<string, number>();
  const skew = (faults.clockSkewSeconds ?? 0) * 1000;
  return {
    admit: async (call, { headers, url = "" }) => {
      refuseRealCredentials(call.service, headers, url);
      if (skew !== 0) refuseSkewedSignature(call.service, headers, Date.now() + skew);
      if (faults.request === undefined) return "answer";
      const name = `${call.service}.${call.operation}`;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return await suffer(faults.request({ ...call, count }), call);
    },
    stamp: (response) => {
      if (skew !== 0) response.setHeader("date", new Date(Date.now() + skew).toUTCString());
    },
  };
}

async function suffer(fault: RequestFault | undefined, { service }: Call): Promise<"answer" | "reset" | "reset-after"> {
  switch (fault?.kind) {
    case "throttle":
      throw throttled(service);
    case "error":
      throw new ServiceError(fault.code, fault.message ?? `A fault answered ${fault.code}`, fault.statusCode);
    case "reset":
      return fault.when === "before" ? "reset" : "reset-after";
    case "delay":
      await sleep(fault.ms);
      return "answer";
    case undefined:
      return "answer";
  }
}

/** Every service has its own word for it (botocore 1.43 model, 2026-11; facts B4, C2). */
function throttled(service: string): ServiceError {
  if (service === "ec2") return new ServiceError("RequestLimitExceeded", "Request limit exceeded.", 503);
  if (service === "s3") return new ServiceError("SlowDown", "Please reduce your request rate.", 503);
  if (service === "lambda") return new ServiceError("TooManyRequestsException", "Rate Exceeded.", 429);
  const query = service === "sns" || service === "sts";
  return new ServiceError(query ? "Throttling" : "ThrottlingException", "Rate exceeded");
}
