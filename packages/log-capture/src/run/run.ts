import { type Duration, toMilliseconds } from "@alpha-engine/dialect";

import { type CaptureEnd, startCapture } from "../capture/capture.ts";
import { openLogFile } from "../capture/log-file.ts";
import { openRelay } from "../capture/relay.ts";
import { passSignalsOn } from "../process/signals.ts";
import { enableCompileCache } from "../process/tuning.ts";
import { openOutputPipe } from "../reader/pipe.ts";
import { compileRedaction } from "../redact/patterns.ts";
import { createRedactor } from "../redact/redactor.ts";
import { shipCommandFor } from "../ship/left-behind.ts";
import type { Shipped } from "../ship/named-object.ts";
import type { RunShipping, RunShippingOptions, RunShippingParts } from "../ship/run-shipping.ts";
import type { CaptureProblem, Effects, RunOptions, RunResult } from "./options.ts";

/** How long a reader of stdout may take for the rest, once the command has ended. */
const RELAY_MS = 30_000;
/** What the command's group gets between SIGTERM and SIGKILL when we were killed and nothing else was said. */
const SENTINEL_GRACE_MS = 30_000;

/**
 * Runs a command and keeps every byte of its output: in the local log and on stdout, in the order written, and after its
 * end in `s3://{bucket}/{prefix}/{slug}/{YYYY-MM-DD}/{hostname}-{HHMMSSZ}.log`. The command's verdict is its own, whatever
 * happens to the log: that is among the `problems`.
 *
 * @throws DialectError `BAD_DURATION`, before anything is started; nothing else
 *
 * @example
 * ```ts example cloud
 * import { openSync } from "node:fs";
 *
 * import { run } from "@alpha-engine/log-capture";
 *
 * const command = ["sh", "-c", "echo sweeping; exit 3"];
 * const options = { slug: "sweep", logPath: "sweep.log", command, bucket: "my-bucket" };
 * const { exitCode, log, shipped } = await run(options, { stdout: openSync("/dev/null", "w") });
 * console.log(exitCode, log.bytes, shipped?.bytes);
 * ```
 * ```text output
 * 3 9 9
 * ```
 */
export async function run(options: RunOptions, effects: Effects = {}): Promise<RunResult> {
  const graceMs = milliseconds(options.grace, "grace");
  const shippingOptions = {
    ...options,
    uploadEveryMs: milliseconds(options.uploadEvery, "uploadEvery"),
    uploadTimeoutMs: milliseconds(options.uploadTimeout, "uploadTimeout"),
  };
  const startedAt = new Date();
  // Whatever is still waited for at the end, Node must not leave before it was given up.
  const alive = setInterval(() => {}, 2 ** 30);
  // Another process makes it meanwhile.
  const pipe = openOutputPipe();
  const problems: CaptureProblem[] = [];
  const report = (what: CaptureProblem["what"], error: unknown): void => {
    problems.push({ what, message: messageOf(error) });
  };
  const signals = passSignalsOn(graceMs);
  const log = openLogFile(options.logPath);
  const matcher = compileRedaction(options.redact ?? {}, options.env ?? process.env);
  const redactor = matcher && createRedactor(matcher);
  const relay = openRelay({ descriptor: effects.stdout ?? 1, log, redactor, onRoom: () => capture.resume() });
  const take = (chunk: Uint8Array): boolean => relay.write(chunk, log.write(chunk));

  const capture = await startCapture({
    command: options.command,
    env: options.env,
    stdin: options.stdin ?? "ignore",
    signals,
    pipe,
    log: log.descriptor,
    take,
    sentinel: { graceMs: graceMs ?? SENTINEL_GRACE_MS, shipCommand: shipCommandFor(shippingOptions) },
  });
  const shipping = openShipping(shippingOptions, effects, { log, matcher, startedAt, onProblem: report, useKey });
  const { exitCode, signal, startError } = await capture.ended;
  const endedAt = new Date();
  signals.to(() => {});
  if (startError !== undefined) take(Buffer.from(`log-capture: ${startError.message}\n`));

  const [shipped] = await Promise.all([finish({ exitCode, signal, startError }), relay.finish(RELAY_MS)]);
  if (log.problem !== undefined) report("log", log.problem);
  if (relay.problem !== undefined) report("stdout", relay.problem);
  await capture.sentinel?.dismiss();
  log.close();
  signals.stop();
  clearInterval(alive);
  const missing = log.unwritten === undefined ? 0 : log.unwritten.seen - log.unwritten.read().length;
  return {
    exitCode,
    signal,
    startedAt,
    endedAt,
    log: { path: log.path, bytes: log.bytes, missing },
    shipped,
    problems,
  };

  function useKey(key: string): void {
    capture.sentinel?.useKey(key);
  }

  async function finish(end: CaptureEnd): Promise<Shipped | undefined> {
    try {
      return await (await shipping)?.finish({ ...end, at: endedAt });
    } catch (error) {
      report("ship", error);
      return undefined;
    }
  }
}

/** What ships is loaded while the command runs, so that its end does not wait for it, and not at all without a bucket. */
async function openShipping(
  options: Omit<RunShippingOptions, "bucket"> & { readonly bucket?: string | undefined },
  effects: Effects,
  parts: RunShippingParts,
): Promise<RunShipping | undefined> {
  const { bucket } = options;
  if (bucket === undefined) return undefined;
  enableCompileCache();
  const { openRunShipping } = await import("../ship/shipping.ts");
  return openRunShipping({ ...options, bucket }, effects, parts);
}

function milliseconds(duration: Duration | undefined, option: string): number | undefined {
  return duration === undefined ? undefined : toMilliseconds(duration, option);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
