import { z } from "zod";

import type { Everywhere } from "../../cloud/everywhere.ts";
import { poolRule, reclaimOptions } from "../../cloud/schemas.ts";
import type { Service } from "../../cloud/service.ts";
import { LocalCloudError } from "../../errors.ts";
import { ORDER_PREFIX } from "../../wire/order.ts";
import type { WireRequest, WireResponse } from "../../wire/request.ts";

const reclaimOrder = z.object({ instanceId: z.string() }).loose();

/** Where a program of this machine says to a running cloud what its handle says in the cloud's own process. */
export function createControl({ capacity, machines }: Everywhere): Service {
  const orders: Readonly<Record<string, (body: unknown) => void>> = {
    reclaim: (body) => {
      const { instanceId, ...options } = reclaimOrder.parse(body);
      machines.reclaim(instanceId, reclaimOptions.parse(options));
    },
    capacity: (body) => capacity.set(poolRule.parse(body)),
  };
  return {
    rest: {
      pathPrefix: ORDER_PREFIX,
      handle: async ({ method, path, body }: WireRequest) => {
        const order = orders[path.slice(ORDER_PREFIX.length)];
        if (order === undefined || method !== "POST") return undefined;
        try {
          order(JSON.parse(body.toString()));
          return answer(200, {});
        } catch (error) {
          return answer(400, { message: complaint(error) });
        }
      },
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
