import { readFile } from "node:fs/promises";

import { rsort, valid } from "semver";

import { PinsError } from "../errors.ts";
import type { Known, KnownVersions } from "./known-versions.ts";

const EXPECTED = `Expected {"<package>": ["1.0.0", …]} or {"<package>": {"versions": […], "dist-tags": {"latest": …}}}.`;

/**
 * Answers from a file instead of the registry; a package that is not in it is not known.
 *
 * @throws PinsError `BAD_VERSIONS_FILE`
 *
 * @example
 * ```ts example
 * import { writeFile } from "node:fs/promises";
 *
 * import { fromFile } from "@alpha-engine/pins";
 *
 * await writeFile("versions.json", JSON.stringify({ "left-pad": ["1.0.0", "1.3.0"] }));
 * const known = await fromFile("versions.json");
 * console.log(await known("left-pad"), await known("right-pad"));
 * ```
 * ```text output
 * { versions: [ '1.0.0', '1.3.0' ], tags: { latest: '1.3.0' } } versions.json does not have it
 * ```
 */
export async function fromFile(file: string): Promise<KnownVersions> {
  const known = new Map<string, Known>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new PinsError("BAD_VERSIONS_FILE", `cannot read ${file}: ${(error as Error).message}`, {
      hint: EXPECTED,
      cause: error,
    });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw bad(file, "it is not an object");
  for (const [name, entry] of Object.entries(parsed)) known.set(name, read(file, name, entry));
  return async (name) => known.get(name) ?? `${file} does not have it`;
}

function read(file: string, name: string, entry: unknown): Known {
  const { versions, "dist-tags": tags } = Array.isArray(entry)
    ? { versions: entry as unknown, "dist-tags": undefined }
    : ((entry ?? {}) as { versions?: unknown; "dist-tags"?: unknown });
  if (!isVersions(versions)) throw bad(file, `"${name}" has no list of versions`);
  const stable = versions.filter((version) => !version.includes("-"));
  const latest = rsort([...(stable.length > 0 ? stable : versions)])[0];
  const given = (tags ?? {}) as Record<string, string>;
  return { versions, tags: { ...(latest === undefined ? {} : { latest }), ...given } };
}

function isVersions(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((version) => typeof version === "string" && valid(version) !== null);
}

function bad(file: string, what: string): PinsError {
  return new PinsError("BAD_VERSIONS_FILE", `cannot use ${file}: ${what}`, { hint: EXPECTED });
}
