import { seconds, UsageError } from "@alpha-engine/command-line";

import type { DiagnosticsPlace } from "../diagnostics/places.ts";

/** Option parser, repeatable. */
export function collect(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}

/** Option parser: a duration within bounds. */
export function secondsWithin(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = seconds(text);
    if (value >= least && value <= most) return value;
    throw new UsageError(`expected a duration from ${least} to ${most} seconds, got ${text}`);
  };
}

export interface DiagnosticsFlags {
  readonly diagnosticsBucket?: string;
  readonly diagnosticsPrefix?: string;
  readonly name?: string;
}

export function diagnosticsOf(flags: DiagnosticsFlags): DiagnosticsPlace | undefined {
  const { diagnosticsBucket: bucket, diagnosticsPrefix: prefix, name } = flags;
  if (bucket === undefined && (prefix !== undefined || name !== undefined))
    throw new UsageError("--diagnostics-prefix and --name need --diagnostics-bucket");
  return bucket === undefined ? undefined : { bucket, prefix: prefix ?? "ssm-diagnostics", name };
}
