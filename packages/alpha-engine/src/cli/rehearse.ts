import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";
import type { RehearsalEvent, Summary } from "@alpha-engine/rehearsal";

import type { Settings } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { resolveFrom } from "../config/resolve-from.ts";
import { type OutputFlags, openOutputs } from "../outputs/outputs.ts";
import { checkInput } from "../pipeline/check-input.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { type Subject, theSubject } from "../pipeline/subject.ts";
import { inputIn } from "../rehearse/given-input.ts";
import { rehearseOptions, type RunFlags } from "../rehearse/options-of.ts";
import { isGood } from "../terminal/is-good.ts";
import { startProgress } from "../terminal/progress.ts";
import { listenForInterrupts } from "./interrupts.ts";

export interface RehearseFlags extends SettingsFlags, Omit<RunFlags, "input">, OutputFlags {
  readonly config?: string;
  /** A JSON object, a file that holds one, or `-` for stdin. */
  readonly input?: string;
}

/** `alpha-engine rehearse NAME|FILE`: everything wrong with the words is said before anything starts. */
export async function rehearseCommand(word: string | undefined, flags: RehearseFlags): Promise<void> {
  const loaded = await loadConfig(flags.config);
  const subject = theSubject(word, loaded, flags.from);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  if (word === "-" && flags.input === "-") throw new UsageError("--input -: stdin is the definition already");
  const input = await inputIn(flags.input);
  await checkGivenInput(subject, input, settings);
  requireBash();
  const { options, placeOf } = await rehearseOptions(subject, { loaded, settings, flags: { ...flags, input } });
  refuseUnread();
  const { checkRehearsal } = await import("@alpha-engine/rehearsal/check");
  checkRehearsal(options);
  const outputs = openOutputs(flags);
  // Loaded when all that was said is right: it brings the whole cloud.
  const { rehearse } = await import("@alpha-engine/rehearsal");
  // Not before: until here there is nothing to write down, and a signal ends the process even while it loads.
  using interrupts = listenForInterrupts();
  const progress = startProgress(process.stderr);
  const onEvent = (event: RehearsalEvent): void => {
    progress.onEvent(event);
    outputs.onEvent(event);
  };
  const result = await rehearse({ ...options, onEvent, signal: interrupts.signal }).finally(progress.stop);
  const { summary } = result;
  await outputs.end(result, isGood(summary, flags.strict === true), placeOf);
  // What of it did not end in time ends with the process.
  if (interrupts.exitCode() !== undefined) process.exit(interrupts.exitCode());
  throw new ExitError(exitCodeOf(summary, flags.strict === true));
}

function exitCodeOf(summary: Summary, strict: boolean): number {
  if (summary.notModelled.length > 0) return EXIT_CODES.notModelled;
  return isGood(summary, strict) ? EXIT_CODES.ok : EXIT_CODES.bad;
}

async function checkGivenInput(
  { pipeline, name }: Subject,
  input: RunFlags["input"],
  settings: Settings,
): Promise<void> {
  if (pipeline.fields === undefined) return;
  const wrong = checkInput(input, await resolveFrom(pipeline.fields, settings, `pipelines.${name}.fields`));
  if (wrong !== undefined) throw new UsageError(`--input: ${wrong}`);
}

function requireBash(): void {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
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
