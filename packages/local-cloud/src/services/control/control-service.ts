import { z } from "zod";

import type { ReclaimOptions } from "../../cloud/options.ts";
import { LocalCloudError } from "../../errors.ts";
import { poolRule } from "../../seed/schema.ts";
import type { RestService } from "../../wire/protocols.ts";
import type { WireRequest, WireResponse } from "../../wire/request.ts";
import type { CapacityControl, PoolRule } from "../ec2/capacity/rules.ts";

/** Where a program of this machine says to a running cloud what its handle says in the cloud's own process. */
export const CONTROL_PREFIX = "/_local-cloud/";

export interface ControlTarget {
  readonly capacity: CapacityControl;
  readonly reclaim: (instanceId: string, options: ReclaimOptions) => void;
}

const reclaimOrder = z.strictObject({
  instanceId: z.string(),
  rebalanceSeconds: z.number().nonnegative().optional(),
  noticeSeconds: z.number().nonnegative().optional(),
  notice: z.boolean().optional(),
  ssm: z.enum(["undeliverable", "silent"]).optional(),
  stateReason: z.enum(["late", "prompt", "missing"]).optional(),
});

export function createControlService({ capacity, reclaim }: ControlTarget): RestService {
  const orders: Readonly<Record<string, (body: unknown) => object>> = {
    reclaim: (body) => {
      const { instanceId, ...options } = reclaimOrder.parse(body);
      reclaim(instanceId, options as ReclaimOptions);
      return {};
    },
    capacity: (body) => {
      capacity.set(poolRule.parse(body) as PoolRule);
      return {};
    },
  };
  return {
    pathPrefix: CONTROL_PREFIX,
    handle: async ({ method, path, body }: WireRequest) => {
      const order = orders[path.slice(CONTROL_PREFIX.length)];
      if (order === undefined || method !== "POST") return undefined;
      try {
        return answer(200, order(JSON.parse(body.toString())));
      } catch (error) {
        return answer(400, { message: complaint(error) });
      }
    },
  };
}

function complaint(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof LocalCloudError) return `${error.message} (${error.hint})`;
  return (error as Error).message;
}

function answer(statusCode: number, body: object): WireResponse {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
