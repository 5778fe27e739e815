import { join } from "node:path";

import { run, type RunOptions } from "../process/run.ts";

/**
 * Builds packages of the copy, all or those named, where no build was before, so that nothing of an older one is packed.
 * What the workspace built from the same sources comes from its cache, which is not written to.
 */
export async function buildPackages(
  root: string,
  copy: string,
  options: Omit<RunOptions, "cwd">,
  names: readonly string[] = ["./packages/*"],
): Promise<void> {
  const cache = ["--cache=local:r", `--cache-dir=${join(root, ".turbo", "cache")}`];
  const env = { ...options.env, TURBO_TELEMETRY_DISABLED: "1" };
  const words = ["run", "build", ...names.map((name) => `--filter=${name}`), "--output-logs=errors-only"];
  await run("turbo", [...words, "--no-update-notifier", ...cache], { ...options, cwd: copy, env });
}
