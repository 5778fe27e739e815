import { dirname, resolve } from "node:path";

import type { MachineType } from "@alpha-engine/asl";
import { UsageError } from "@alpha-engine/command-line";
import type { OpenHole } from "@alpha-engine/definition";
import type { FoundDefinition, Substitutions } from "@alpha-engine/definition/files";
import {
  type FileReport,
  lint,
  type LintConfig,
  type LintOptions,
  type LintReport,
  type Preset,
  type Severity,
} from "@alpha-engine/lint";

import { findConfig } from "../config/find-config.ts";
import { loadConfig, type LoadedConfig } from "../config/load-config.ts";
import { AlphaEngineError } from "../errors.ts";
import { definitionsOf } from "../pipeline/definition-of.ts";
import { lintInputs } from "../pipeline/lint-inputs.ts";
import { isUnreadable, saidOf } from "../pipeline/readable.ts";
import { splitId, type Subject } from "../pipeline/subject.ts";

/** What was linted, and what could not be read. */
export interface Linted {
  readonly reports: readonly FileReport[];
  /** `file: line 3: …` */
  readonly failures: readonly string[];
  readonly holes: readonly OpenHole[];
  /** What the configuration says is the least that counts. */
  readonly least: Severity;
}

/** What is the same for all subjects. */
export interface LintAround {
  readonly loaded: LoadedConfig;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly inputs: readonly object[];
  readonly substitutions: Substitutions;
  readonly flags: {
    readonly config?: string;
    readonly preset?: Preset;
    readonly minSeverity?: Severity;
    readonly type?: MachineType;
  };
}

/** Every definition of the subjects; what cannot be read does not keep the others from being linted. */
export async function lintAll(subjects: readonly Subject[], around: LintAround): Promise<Linted> {
  const { loaded, flags } = around;
  const all: AllRead[] = [];
  for (const subject of subjects) all.push(await readAll(subject, around));
  const used = new Set(all.flatMap(({ files }) => files.map((file) => resolve(file))));
  const wanted = all.filter(({ subject }) => subject.isFound !== true || !used.has(resolve(subject.word)));
  const reports: FileReport[] = [];
  let least: Severity = "error";
  for (const { subject, found } of wanted) {
    const from = subject.isFile && flags.config === undefined ? await configOf(subject, loaded) : loaded;
    const config = lintConfig(from, flags);
    least = config.minSeverity ?? least;
    const inputs = around.inputs.length > 0 ? around.inputs : lintInputs(subject, from.config);
    for (const each of found)
      reports.push({
        file: each.from,
        ...(await report(each, { inputs, config, machineType: flags.type } as LintOptions, from)),
      });
  }
  const failures = wanted.flatMap((each) => each.failures);
  return { reports, failures, holes: wanted.flatMap(({ found }) => found.flatMap(({ holes }) => holes)), least };
}

interface AllRead {
  readonly subject: Subject;
  readonly found: readonly FoundDefinition[];
  readonly failures: readonly string[];
  /** Further files that were read: what a template names is linted with what the template fills in. */
  readonly files: readonly string[];
}

async function readAll(subject: Subject, around: LintAround): Promise<AllRead> {
  try {
    const { found, unread, files } = await definitionsOf(subject, around);
    return { subject, found, failures: unread.map(({ from, error }) => saidOf(from, error)), files };
  } catch (error) {
    const isOfOneFile = error instanceof AlphaEngineError && error.code === "FILE_UNREADABLE";
    if (!isOfOneFile && !(error instanceof UsageError)) throw error;
    const { cause } = error;
    const isNone = subject.isFound === true && isUnreadable(cause) && cause.code === "NO_SUCH_DEFINITION";
    return { subject, found: [], failures: isNone ? [] : [error.message], files: [] };
  }
}

async function report(read: FoundDefinition, options: LintOptions, { file }: LoadedConfig): Promise<LintReport> {
  try {
    return await lint(read, options);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new UsageError(`${error.code === "BAD_CONFIG" ? `${file}: lint` : read.from}: ${error.message}`);
  }
}

/** The configuration that holds where a file lies; where none does, the one that holds here. */
async function configOf({ word }: Subject, here: LoadedConfig): Promise<LoadedConfig> {
  const found = word === "-" ? undefined : findConfig(dirname(resolve(splitId(word).file)));
  const isHere = here.file !== undefined && found === resolve(here.file);
  return found === undefined || isHere ? here : await loadConfig(found);
}

function lintConfig({ config }: LoadedConfig, { preset, minSeverity }: LintAround["flags"]): LintConfig {
  return {
    ...config.lint,
    ...(preset === undefined ? {} : { preset }),
    ...(minSeverity === undefined ? {} : { minSeverity }),
  };
}
