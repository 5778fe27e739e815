import { bounded, createClient, type PatienceEffects, sleep } from "@alpha-engine/aws-calls";
import type { Duration } from "@alpha-engine/dialect";
import { EC2Client } from "@aws-sdk/client-ec2";

/** What this package takes from outside: EC2, time and chance. Every default is the real thing. */
export interface Effects extends PatienceEffects {
  /** @default a client of the ordinary AWS environment, one attempt a call */
  readonly ec2?: EC2Client | undefined;
}

/** What bounds each single call to EC2. */
export interface CallOptions {
  /** How long one call may take; what is not answered by then is asked again, where that may help. @default "30s" */
  readonly callTimeout?: Duration | undefined;
}

export interface ResolvedEffects extends Required<PatienceEffects> {
  readonly ec2: EC2Client;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
  readonly random: () => number;
  readonly now: () => number;
  /** The SDK's options of one call, made anew for each: by itself the SDK would wait for an answer for ever. */
  readonly bounds: (signal?: AbortSignal) => { readonly abortSignal: AbortSignal };
}

export function resolveEffects(effects: Effects, { callTimeout = "30s" }: CallOptions): ResolvedEffects {
  return {
    // EC2 says InsufficientInstanceCapacity with HTTP 500: the SDK would repeat it before anybody sees it.
    ec2: effects.ec2 ?? createClient(EC2Client, { retries: "none", requestTimeout: callTimeout }),
    sleep: effects.sleep ?? sleep,
    random: effects.random ?? Math.random,
    now: effects.now ?? (() => performance.now()),
    bounds: (signal) => bounded({ callTimeout, signal }),
  };
}
