import { run, type RunOptions } from "../process/run.ts";

/** Whether the registry that this machine is set up for answers npm for a package that we need. */
export async function thirdPartyRegistry(
  specifier: string,
  options: RunOptions,
): Promise<{ readonly url: string; readonly problem?: string }> {
  const url = (await run("npm", ["config", "get", "registry"], options)).stdout.trim();
  const asked = await run(
    "npm",
    ["view", specifier, "version", "--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-timeout=15000"],
    {
      ...options,
      expect: [0, 1],
    },
  );
  if (asked.code === 0) return { url };
  const reason = /npm error (?:code )?(.+)/.exec(asked.stderr)?.[1] ?? `npm view ended with ${asked.code}`;
  return { url, problem: `the registry for third-party packages, ${url}, does not give ${specifier} (${reason})` };
}
