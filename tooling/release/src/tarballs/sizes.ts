import { existsSync, readFileSync, writeFileSync } from "node:fs";

import type { Packed } from "./pack.ts";

/** Bytes of each package's tarball when somebody last looked and found it right. */
type Sizes = Readonly<Record<string, number>>;

const SHARE = 1.1;
const BYTES = 5 * 1024;

/** A tarball that grew by more than a tenth and 5 KiB since its size was recorded, or was never recorded. */
export function sizeProblems(packed: readonly Pick<Packed, "name" | "bytes">[], recorded: Sizes): string[] {
  return packed.flatMap(({ name, bytes }) => {
    const before = recorded[name];
    if (before === undefined) return [`${name} is ${kib(bytes)}, no size is recorded. ${ACCEPT}`];
    if (bytes <= before * SHARE || bytes - before <= BYTES) return [];
    const more = Math.round((bytes / before - 1) * 100);
    return [`${name} grew from ${kib(before)} to ${kib(bytes)} (+${more} %). If that is meant: ${ACCEPT}`];
  });
}

const ACCEPT = "pnpm release:check --update-sizes, and commit tooling/release/sizes.json";

export function readSizes(file: string): Sizes {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Sizes) : {};
}

export function writeSizes(file: string, packed: readonly Packed[]): void {
  const entries = packed.map(({ name, bytes }) => [name, bytes] as const).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
