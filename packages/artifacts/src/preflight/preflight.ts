import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";

import { PreflightError } from "../errors.ts";
import { openObjectStore } from "../store/object-store.ts";
import { bucketChecks } from "./bucket.ts";
import type { Check } from "./check.ts";
import { machineChecks } from "./machine.ts";
import { reachChecks } from "./reach.ts";
import { secretChecks } from "./secrets.ts";

/** What a stage will need: each entry is one check. */
export interface PreflightSpec {
  readonly bucket: string;
  /** Keys that will be read; what is not made yet may be missing, what may not be read is refused. */
  readonly reads?: readonly string[] | undefined;
  /** Prefixes of the keys that will be written. */
  readonly writes?: readonly string[] | undefined;
  /** Libraries the stage will need: name → a module of it, as `import.meta.resolve(name)` tells. */
  readonly libraries?: Readonly<Record<string, string>> | undefined;
  /** Variables that must be set and not empty. */
  readonly environment?: readonly string[] | undefined;
  /** Programs that must be on the PATH. */
  readonly programs?: readonly string[] | undefined;
  /** Names of parameters in Parameter Store. */
  readonly secrets?: readonly string[] | undefined;
  /** URLs whose server must answer, with whatever. */
  readonly reach?: readonly string[] | undefined;
  /** Free space in the temporary folder, MiB. @default 64 */
  readonly diskMiB?: number | undefined;
}

/** What {@link preflight} checks with, and whom it tells. */
export interface PreflightEffects {
  /** @default made from the ordinary environment (AWS_REGION, AWS_ENDPOINT_URL_S3, …) */
  readonly s3?: S3Client | undefined;
  /** @default made from the ordinary environment, where there are secrets to check */
  readonly ssm?: SSMClient | undefined;
  /** Told of each check: what was found, or what is wrong. */
  readonly log?: ((line: string) => void) | undefined;
  /** @default the running Node's */
  readonly nodeVersion?: string | undefined;
  /** @default the process's */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * Checks everything that a stage will need, and neither reads nor writes an object. Everything is checked before
 * {@link PreflightError} names everything that is wrong.
 */
export async function preflight(spec: PreflightSpec, effects: PreflightEffects = {}): Promise<void> {
  const { log = () => {} } = effects;
  const checks = [
    ...machineChecks(spec, effects),
    ...bucketChecks(spec, openObjectStore(spec.bucket, effects.s3)),
    ...secretChecks(spec.secrets ?? [], effects.ssm),
    ...reachChecks(spec.reach ?? []),
  ];
  const problems: Error[] = [];
  for (const { what, outcome } of checks.map(perform)) {
    const { found, error } = await outcome;
    if (error === undefined) log(found ?? what);
    else problems.push(error);
    if (error !== undefined) log(`FAILED ${what}: ${error.message}`);
  }
  if (problems.length > 0) throw new PreflightError(problems, checks.length);
}

interface Performed {
  readonly what: string;
  readonly outcome: Promise<{ readonly found?: string; readonly error?: Error }>;
}

/** All are under way at once, and told of in their order. */
function perform({ what, run }: Check): Performed {
  const outcome = (async () => ({ found: await run() }))().catch((error: unknown) => ({ error: error as Error }));
  return { what, outcome };
}
