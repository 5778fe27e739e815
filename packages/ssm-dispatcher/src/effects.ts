import { bounded, createClient, sleep } from "@alpha-engine/aws-calls";
import { type Duration, toMilliseconds } from "@alpha-engine/dialect";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";

/** What the dispatcher does to the world. Every default is the real thing, built from the ordinary AWS environment. */
export interface Effects {
  readonly ssm?: SSMClient | undefined;
  readonly ec2?: EC2Client | undefined;
  readonly s3?: S3Client | undefined;
  /** Only for live output. */
  readonly logs?: CloudWatchLogsClient | undefined;
  /** Of the clients that are not given. @default the ordinary AWS environment */
  readonly region?: string | undefined;
  /** Milliseconds on a clock that only goes forward. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** Waits so many milliseconds, or until the signal. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  /** In [0, 1). @default Math.random */
  readonly random?: (() => number) | undefined;
  /** The date of diagnostics and timings. @default () => new Date() */
  readonly date?: (() => Date) | undefined;
}

/** What every function that asks AWS takes. */
export interface CallOptions {
  /** How long one call to AWS may take. @default 30 */
  readonly callTimeout?: Duration | undefined;
}

/** The effects, each of them there. */
export interface ResolvedEffects {
  readonly ssm: () => Promise<SSMClient>;
  readonly ec2: () => Promise<EC2Client>;
  readonly s3: () => Promise<S3Client>;
  readonly logs: () => Promise<CloudWatchLogsClient>;
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly random: () => number;
  readonly date: () => Date;
  /** Bounds one call: the SDK itself would wait for an answer for ever. */
  readonly bounded: () => { readonly abortSignal: AbortSignal };
}

/** Each client is loaded and made when it is first asked for. */
export function resolveEffects(effects: Effects, { callTimeout = 30 }: CallOptions = {}): ResolvedEffects {
  toMilliseconds(callTimeout, "callTimeout");
  const { region } = effects;
  // One attempt a call: a sendCommand that the SDK repeats by itself could run a script twice. The loops here repeat.
  const once = { region, retries: "none" } as const;
  return {
    ssm: lazily(effects.ssm, async () => createClient((await import("./clients/ssm-client.ts")).SSMClient, once)),
    ec2: lazily(effects.ec2, async () => createClient((await import("./clients/ec2-client.ts")).EC2Client, once)),
    s3: lazily(effects.s3, async () => createClient((await import("@aws-sdk/client-s3")).S3Client, { region })),
    logs: lazily(effects.logs, async () => {
      const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
      return createClient(CloudWatchLogsClient, { region });
    }),
    now: effects.now ?? (() => performance.now()),
    sleep: effects.sleep ?? sleep,
    random: effects.random ?? Math.random,
    date: effects.date ?? (() => new Date()),
    bounded: () => bounded({ callTimeout }),
  };
}

function lazily<Client extends object>(given: Client | undefined, make: () => Promise<Client>): () => Promise<Client> {
  let made: Promise<Client> | undefined;
  return async () => given ?? (made ??= make());
}
