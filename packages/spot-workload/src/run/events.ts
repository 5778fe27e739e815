import type { PoolAttempt } from "@alpha-engine/spot-launcher";
import type { Outcome } from "@alpha-engine/ssm-dispatcher";

import type { AttemptRecord } from "./attempt-record.ts";

/** What happens in a run, as it happens. */
export type WorkloadEvent =
  | { readonly type: "refused"; readonly attempt: number; readonly refusal: PoolAttempt }
  | {
      readonly type: "launched";
      readonly attempt: number;
      readonly instanceId: string;
      readonly pool: string;
      readonly market: string;
    }
  | { readonly type: "running"; readonly attempt: number; readonly instanceId: string }
  | { readonly type: "online"; readonly attempt: number; readonly instanceId: string }
  | { readonly type: "script-started"; readonly attempt: number; readonly script: string; readonly commandId: string }
  | {
      readonly type: "script-ended";
      readonly attempt: number;
      readonly script: string;
      readonly outcome: Outcome;
      readonly exitCode: number;
      readonly evidence: string;
      readonly stdout: string;
      readonly stderr: string;
    }
  | {
      readonly type: "classified";
      readonly attempt: number;
      readonly classification: string;
      readonly evidence: string;
      readonly disagreed: readonly string[];
    }
  | { readonly type: "given-back"; readonly attempt: number; readonly instanceId: string }
  | { readonly type: "relaunching"; readonly attempt: number; readonly because: string }
  | { readonly type: "not-relaunching"; readonly attempt: number; readonly because: string }
  | { readonly type: "attempt-ended"; readonly record: AttemptRecord }
  | { readonly type: "heartbeat"; readonly process: string }
  | { readonly type: "trouble"; readonly what: string; readonly message: string };
