import { createHash } from "node:crypto";

import type { LaunchSpec } from "./spec.ts";

/**
 * Fresh for each attempt and pool: a token used again after its instance died gives IdempotentInstanceTerminated for ever,
 * and one token in another zone rents a second instance (EC2 API, "Ensuring idempotency").
 */
export function clientToken({ runId, attempt = 1 }: LaunchSpec, ...what: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([runId, attempt, ...what]))
    .digest("hex")
    .slice(0, 64);
}
