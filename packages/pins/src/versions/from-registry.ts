import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { type Duration, toMilliseconds } from "@alpha-engine/dialect";

import type { KnownVersions } from "./known-versions.ts";

/** How the registry is asked. */
export interface RegistryOptions {
  /** Where npm looks for its `.npmrc`. @default the current folder */
  readonly folder?: string | undefined;
  /** How long one package may take. @default "1m" */
  readonly timeout?: Duration | undefined;
}

/**
 * Asks npm, so that the registry, the scope's own one, the token and the proxy are those of the folder and the person.
 * Nothing is asked before a package is.
 *
 * @example
 * ```ts example
 * import { checkPins, fromRegistry } from "@alpha-engine/pins";
 *
 * const known = fromRegistry({ timeout: "20s" });
 * const { counts } = await checkPins([], { known });
 * console.log(counts.floats);
 * ```
 * ```text output
 * 0
 * ```
 */
export function fromRegistry({ folder = process.cwd(), timeout = "1m" }: RegistryOptions = {}): KnownVersions {
  const milliseconds = toMilliseconds(timeout, "timeout");
  const asked = new Map<string, ReturnType<KnownVersions>>();
  return (name) => {
    const answer = asked.get(name) ?? ask(name, folder, milliseconds);
    asked.set(name, answer);
    return answer;
  };
}

const run = promisify(execFile);

async function ask(name: string, cwd: string, timeout: number): ReturnType<KnownVersions> {
  const words = [
    "view",
    name,
    "versions",
    "dist-tags",
    "--json",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
    "--fetch-timeout=15000",
    "--prefer-online",
  ];
  try {
    const { stdout } = await run("npm", words, { cwd, maxBuffer: 64 * 1024 * 1024, timeout });
    const found = JSON.parse(stdout) as { versions: string | string[]; "dist-tags": Record<string, string> };
    return { versions: [found.versions].flat(), tags: found["dist-tags"] };
  } catch (error) {
    const { stdout = "", stderr = "", code } = error as { stdout?: string; stderr?: string; code?: unknown };
    if (code === "ENOENT") return "npm is not here to ask the registry";
    const reason = /npm error code (\S+)/.exec(stderr)?.[1] ?? /"code": "(\w+)"/.exec(stdout)?.[1];
    if (reason === "E404") return "the registry does not have it";
    return `the registry did not answer${reason === undefined ? "" : ` (${reason})`}`;
  }
}
