import { accessSync, constants } from "node:fs";
import { delimiter, join, relative } from "node:path";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import {
  RehearsalError,
  type RehearsalResult,
  renderTable,
  startProgress,
  type StateFault,
} from "@alpha-engine/rehearsal";
import { ConfigError } from "@alpha-engine/spot-workload";

import { checkInput } from "../input/check-input.ts";
import type { Pipeline } from "../pipelines.ts";
import { rehearsalConfig } from "./config.ts";
import { failureNotes } from "./failure-notes.ts";
import { rehearsePipeline } from "./rehearse-pipeline.ts";
import { REHEARSAL_SETTINGS } from "./settings.ts";

export interface RehearseFlags {
  readonly input: Readonly<Record<string, unknown>>;
  readonly fail: readonly string[];
  readonly reclaim: readonly string[];
  readonly config?: string;
  readonly dir: string;
  readonly name?: string;
  readonly port?: number;
  readonly rate: number;
  readonly sandbox?: "auto" | "namespaces" | "plain";
  readonly json?: true;
}

const INTERRUPTED = { SIGINT: 130, SIGTERM: 143 } as const;
/** npm passes a Ctrl-C on that the terminal has sent already: both are one. */
const SAME_CTRL_C_MS = 500;

/** `pipelines rehearse NAME`: everything wrong with the words is said before anything starts. */
export async function rehearseCommand(name: string, pipeline: Pipeline, flags: RehearseFlags): Promise<void> {
  const wrong = checkInput(flags.input, pipeline.input(REHEARSAL_SETTINGS));
  if (wrong !== undefined) throw new UsageError(`--input: ${wrong}`);
  requireBash();
  const faults: readonly StateFault[] = [
    ...flags.fail.map((state) => ({ state, kind: "fail" as const })),
    ...flags.reclaim.map((state) => ({ state, kind: "reclaim" as const })),
  ];
  const { signal, interruptedBy, release } = listenForInterrupts();
  const progress = startProgress(process.stderr);
  try {
    const result = await rehearsePipeline({
      name,
      pipeline,
      config: rehearsalConfig(flags.config),
      input: flags.input,
      options: {
        directory: flags.dir,
        executionName: flags.name,
        faults,
        port: flags.port,
        rate: flags.rate,
        sandbox: flags.sandbox,
        onEvent: progress.onEvent,
        signal,
      },
    });
    progress.stop();
    report(result, flags.json === true);
    throw new ExitError(exitCodeOf(result, interruptedBy()));
  } catch (error) {
    throw isUsage(error) ? new UsageError(messageOf(error)) : error;
  } finally {
    progress.stop();
    release();
  }
}

function isUsage(error: unknown): boolean {
  return error instanceof ConfigError || error instanceof RehearsalError;
}

function messageOf(error: unknown): string {
  const { message, hint } = error as { readonly message: string; readonly hint?: string };
  return hint === undefined ? message : `${message} (${hint})`;
}

function exitCodeOf({ summary }: RehearsalResult, interruptedBy: keyof typeof INTERRUPTED | undefined): number {
  if (interruptedBy !== undefined) return INTERRUPTED[interruptedBy];
  return summary.status === "SUCCEEDED" && summary.problems.length === 0 ? 0 : 1;
}

function report({ summary, directory }: RehearsalResult, asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  const here = relative(process.cwd(), directory) || ".";
  const where = join(here, "s3", summary.logBucket);
  const lines = [
    "",
    renderTable(summary),
    "",
    `${summary.status} after ${summary.wallSeconds.toFixed(1)} s${summary.error === null ? "" : `: ${summary.error}`}`,
    ...(summary.cause === null ? [] : [`cause      ${summary.cause}`]),
    ...summary.problems.map((problem) => `problem    ${problem}`),
    `summary    ${join(here, "summary.json")}`,
    `history    ${join(here, "history.json")}`,
    `artifacts  ${where}`,
    `logs       ${join(where, "_ssm_logs")}`,
    `messages   ${join(here, "sns.jsonl")}, ${join(here, "metrics.jsonl")}`,
    `machines   ${join(here, "instances")}`,
    ...failureNotes(summary, here),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function listenForInterrupts() {
  const controller = new AbortController();
  let by: keyof typeof INTERRUPTED | undefined;
  let firstAt = 0;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (by === undefined) {
      by = signal === "SIGTERM" ? "SIGTERM" : "SIGINT";
      firstAt = performance.now();
      controller.abort();
    } else if (performance.now() - firstAt > SAME_CTRL_C_MS) {
      // The sandboxes end with us: their inits see the end of their stdin.
      process.exit(INTERRUPTED[by]);
    }
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    interruptedBy: () => by,
    release: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal),
  };
}

function requireBash(): void {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const isThere = folders.some((folder) => {
    try {
      accessSync(join(folder, "bash"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!isThere) throw new UsageError("no bash in $PATH: the pipeline's scripts are bash; install it first");
}
