import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Redaction } from "../redact/patterns.ts";

/** What a later shipping has to know of the run. */
export interface LeftBehind {
  readonly slug: string;
  readonly logPath: string;
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
  readonly runDate?: string | undefined;
  readonly redact?: Redaction | undefined;
  readonly uploadTimeoutMs?: number | undefined;
}

/** The command line that ships the log of a run that could not do it itself; empty when the log stays local. */
export function shipCommandFor(options: LeftBehind): string[] {
  const { slug, logPath, bucket, prefix, runDate, redact, uploadTimeoutMs } = options;
  if (bucket === undefined) return [];
  const cli = cliPath();
  if (cli === undefined) return [];
  const patterns = (redact?.patterns ?? []).map((pattern) => (typeof pattern === "string" ? pattern : pattern.source));
  const timeout = uploadTimeoutMs === undefined ? undefined : `${uploadTimeoutMs}ms`;
  return [
    process.execPath,
    cli,
    "ship",
    ...option("--slug", slug),
    ...option("--log", logPath),
    ...option("--bucket", bucket),
    ...option("--prefix", prefix),
    ...option("--run-date", runDate),
    ...option("--upload-timeout", timeout),
    ...patterns.flatMap((pattern) => [`--redact=${pattern}`]),
    ...(redact?.envNames ?? []).flatMap((name) => [`--redact-env=${name}`]),
  ];
}

function option(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${flag}=${value}`];
}

/** Ours, wherever this package is installed. Undefined when it was bundled into something else. */
function cliPath(): string | undefined {
  try {
    const manifest = import.meta.resolve("@alpha-engine/log-capture/package.json");
    return join(dirname(fileURLToPath(manifest)), "dist", "bin.js");
  } catch {
    return undefined;
  }
}
