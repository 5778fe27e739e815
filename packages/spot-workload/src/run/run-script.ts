import { EXIT_CODES } from "@alpha-engine/dialect";
import { dispatch } from "@alpha-engine/ssm-dispatcher";

import type { Attempt, RentedInstance } from "./attempt-parts.ts";
import type { RunContext } from "./context.ts";
import type { RemoteScript } from "./spec.ts";

/** How a script ended. */
export interface ScriptEnd {
  readonly outcome: string;
  readonly exitCode: number;
  readonly mayBeReclaim: boolean;
}

/** Runs one script of the workload on the instance. */
export async function runScript(
  { name, lines, timeout }: RemoteScript,
  { instanceId, staging }: RentedInstance,
  { number, log }: Attempt,
  context: RunContext,
): Promise<ScriptEnd> {
  const { spec, signal, onEvent, calls } = context;
  const result = await log.phase(`script:${name}`, () =>
    dispatch(
      {
        ...calls,
        instanceId,
        script: ["set -eo pipefail", ...lines, ""].join("\n"),
        description: `${spec.slug}: ${name}`,
        executionTimeout: timeout,
        environment: { ...spec.environment, STAGING_PREFIX: staging.prefix },
        // Not under the staging prefix, which goes at the end: the output of a failed run is what one comes for.
        output: { bucket: spec.bucket, prefix: `_ssm_output/${spec.slug}/${spec.runId}/${number}` },
        signal,
        onSent: (commandId) => onEvent({ type: "script-started", attempt: number, script: name, commandId }),
      },
      context,
    ),
  );
  const { outcome, exitCode, evidence, stdout, stderr } = result;
  log.evidence(`${name}: ${outcome}, exit code ${exitCode} (${evidence})`);
  onEvent({ type: "script-ended", attempt: number, script: name, outcome, exitCode, evidence, stdout, stderr });
  // 128+n: what the shutdown of a reclaimed instance kills may still be heard of.
  const mayBeReclaim = outcome === "failed" ? exitCode > 128 : exitCode === EXIT_CODES.lost;
  return { outcome, exitCode, mayBeReclaim };
}
