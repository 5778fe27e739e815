import { ArtifactsError } from "../errors.ts";
import { openObjectStore } from "../store/object-store.ts";
import { bucketChecks } from "./bucket.ts";
import type { Check } from "./check.ts";
import { machineChecks } from "./machine.ts";
import type { PreflightEffects, PreflightOptions } from "./options.ts";
import { reachChecks } from "./reach.ts";
import { secretChecks } from "./secrets.ts";

/**
 * Checks everything that a stage will need, and neither reads nor writes an object. Everything is checked before
 * everything that is wrong is named.
 *
 * @throws ArtifactsError `PREFLIGHT_FAILED`, whose `problems` are what is wrong
 *
 * @example
 * ```ts example cloud
 * import { preflight } from "@alpha-engine/artifacts";
 *
 * await preflight({ bucket: "my-bucket", writes: ["signals/"], onCheck: console.log });
 * await preflight({ bucket: "my-bucket", programs: ["no-such"] }).catch(({ message }) => console.log(message));
 * ```
 * ```text output
 * node …
 * @aws-sdk/client-s3 …
 * disk: … MiB free in …, 64 needed
 * bucket my-bucket answers
 * s3://my-bucket/signals/ may be written
 * 1 of 5 checks failed: no program no-such on the PATH (…)
 * ```
 */
export async function preflight(options: PreflightOptions, effects: PreflightEffects = {}): Promise<void> {
  const { onCheck = () => {} } = options;
  const checks = [
    ...machineChecks(options, effects),
    ...bucketChecks(options, openObjectStore(options.bucket, effects.s3)),
    ...secretChecks(options.secrets ?? [], effects.ssm),
    ...reachChecks(options.reach ?? []),
  ];
  const problems: Error[] = [];
  for (const { what, outcome } of checks.map(perform)) {
    const { found, error } = await outcome;
    if (error === undefined) onCheck(found ?? what);
    else problems.push(error);
    if (error !== undefined) onCheck(`FAILED ${what}: ${error.message}`);
  }
  if (problems.length === 0) return;
  const message = `${problems.length} of ${checks.length} checks failed: ${problems.map(withHint).join("; ")}`;
  throw new ArtifactsError("PREFLIGHT_FAILED", message, { problems, cause: problems[0] });
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

function withHint({ message, hint }: Error & { readonly hint?: string | undefined }): string {
  return hint === undefined ? message : `${message} (${hint})`;
}
