import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { ExitError, UsageError } from "@alpha-engine/command-line";
import type { Definition } from "@alpha-engine/definition";
import { EXIT_CODES } from "@alpha-engine/dialect";
import type { RehearseOptions, StateFault, Summary } from "@alpha-engine/rehearsal";

import type { Settings } from "../config/config.ts";
import { loadConfig, type LoadedConfig } from "../config/load-config.ts";
import { resolveFrom } from "../config/resolve-from.ts";
import { checkInput } from "../pipeline/check-input.ts";
import { wholeDefinition } from "../pipeline/definition-of.ts";
import { mergeSettings, type SettingsFlags } from "../pipeline/merge-settings.ts";
import { inputFor } from "../pipeline/placeholders.ts";
import { type Subject, theSubject } from "../pipeline/subject.ts";
import { refuseUnused, substitutionsFrom } from "../pipeline/substitute.ts";
import type { Inferred } from "../rehearse/infer-seed.ts";
import { readMocks } from "../rehearse/read-mocks.ts";
import { rehearsalOf } from "../rehearse/rehearsal-of.ts";
import { isGood } from "../terminal/is-good.ts";
import { startProgress } from "../terminal/progress.ts";
import { runReport } from "../terminal/run-report.ts";
import { listenForInterrupts } from "./interrupts.ts";

export interface RehearseFlags extends SettingsFlags {
  readonly config?: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly fail: readonly string[];
  readonly reclaim: readonly string[];
  readonly dir?: string;
  readonly name?: string;
  readonly port?: number;
  readonly rate?: number;
  readonly at?: string;
  readonly mocks?: string;
  readonly case?: string;
  readonly sandbox: "auto" | "namespaces" | "plain";
  readonly strict?: true;
  readonly json?: true;
}

/** `alpha-engine rehearse NAME|FILE`: everything wrong with the words is said before anything starts. */
export async function rehearseCommand(word: string | undefined, flags: RehearseFlags): Promise<void> {
  const loaded = await loadConfig(flags.config);
  const subject = theSubject(word, loaded, flags.from);
  const { settings, refuseUnread } = await mergeSettings(loaded.config.settings, flags);
  await checkGivenInput(subject, flags.input, settings);
  requireBash();
  const options = await rehearseOptions(subject, { loaded, settings, flags });
  refuseUnread();
  const { checkRehearsal } = await import("@alpha-engine/rehearsal/check");
  checkRehearsal(options);
  // Loaded when all that was said is right: it brings the whole cloud.
  const { rehearse } = await import("@alpha-engine/rehearsal");
  // Not before: until here there is nothing to write down, and a signal ends the process even while it loads.
  using interrupts = listenForInterrupts();
  const progress = startProgress(process.stderr);
  const result = await rehearse({ ...options, onEvent: progress.onEvent, signal: interrupts.signal }).finally(
    progress.stop,
  );
  const { summary } = result;
  const said = `${flags.json === true ? JSON.stringify(summary) : runReport(result, process.stdout, flags.strict)}\n`;
  await new Promise((resolve) => process.stdout.write(said, resolve));
  // What of it did not end in time ends with the process.
  if (interrupts.exitCode() !== undefined) process.exit(interrupts.exitCode());
  throw new ExitError(exitCodeOf(summary, flags.strict === true));
}

function exitCodeOf(summary: Summary, strict: boolean): number {
  if (summary.notModelled.length > 0) return EXIT_CODES.notModelled;
  return isGood(summary, strict) ? EXIT_CODES.ok : EXIT_CODES.bad;
}

interface Around {
  readonly loaded: LoadedConfig;
  readonly settings: Settings;
  readonly flags: RehearseFlags;
}

async function rehearseOptions(subject: Subject, { loaded, settings, flags }: Around): Promise<RehearseOptions> {
  const substitutions = await substitutionsFrom(flags.substitute);
  const { tree } = await wholeDefinition(subject, { settings, substitutions });
  const definition = tree.definition as Definition;
  refuseUnused(substitutions, []);
  const described = await rehearsalOf(subject, loaded, settings, definition);
  const inferred = described.boxes === undefined ? await infer(definition) : undefined;
  const rehearsal = inferred === undefined ? described : { ...inferred.rehearsal, ...described };
  const { mocks: _, ...without } = rehearsal;
  const standard = {
    ...inferred?.input,
    ...(typeof subject.pipeline.input === "object" ? subject.pipeline.input : {}),
  };
  const own = typeof subject.pipeline.input === "function" ? subject.pipeline.input : standard;
  return {
    ...without,
    ...(await readMocks(flags, rehearsal, loaded.folder)),
    pipeline: subject.name,
    definition,
    folder: loaded.folder,
    input: (stage) => ({ ...inputFor(own, stage), ...inputFor(flags.input, stage) }),
    directory: flags.dir ?? rehearsal.directory,
    executionName: flags.name,
    faults: await faultsOf(flags, definition),
    port: flags.port,
    rate: flags.rate ?? rehearsal.rate,
    startAt: flags.at ?? rehearsal.startAt,
    sandbox: flags.sandbox,
  };
}

/** Loaded where machines are not described: it reads definitions with all that belongs to that. */
async function infer(definition: object): Promise<Inferred> {
  const { inferSeed } = await import("../rehearse/infer-seed.ts");
  return inferSeed(definition);
}

async function faultsOf({ fail, reclaim }: RehearseFlags, definition: object): Promise<readonly StateFault[]> {
  const aimed = async (word: string, kind: StateFault["kind"]): Promise<StateFault> => {
    const [, state = "", item] = /^(.+)\[(\d+)\]$/.exec(word) ?? [];
    if (item === undefined || (await hasState(definition, word))) return { state: word, kind };
    return { state, kind, item: Number(item) };
  };
  return await Promise.all([
    ...fail.map((word) => aimed(word, "fail")),
    ...reclaim.map((word) => aimed(word, "reclaim")),
  ]);
}

async function hasState(definition: object, wanted: string): Promise<boolean> {
  const { walk } = await import("@alpha-engine/definition");
  return [...walk(definition)].some(({ name }) => name === wanted);
}

async function checkGivenInput(
  { pipeline, name }: Subject,
  input: RehearseFlags["input"],
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
