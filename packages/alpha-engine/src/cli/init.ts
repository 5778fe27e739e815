import { existsSync, writeFileSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";

import { UsageError } from "@alpha-engine/command-line";
import type { FoundDefinition } from "@alpha-engine/definition/files";

import { CONFIG_NAMES } from "../config/find-config.ts";
import { AlphaEngineError } from "../errors.ts";
import type { InferredConfig, Subject as ToInfer } from "../init/infer-config.ts";
import { plain } from "../init/noted.ts";
import { definitionsOf } from "../pipeline/definition-of.ts";
import { readHistoryFile } from "../pipeline/history-file.ts";
import { saidOf } from "../pipeline/readable.ts";
import type { Subject } from "../pipeline/subject.ts";
import { deployedSubject } from "../pipeline/subject.ts";
import { subjectsToLint } from "../pipeline/subjects-to-lint.ts";
import { refuseUnused, substitutionsFrom } from "../pipeline/substitute.ts";

export interface InitFlags {
  readonly from?: string;
  readonly substitute: readonly string[];
  readonly format?: "ts" | "yaml";
  readonly out?: string;
  readonly print?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `alpha-engine init FILE…`: writes the configuration that definitions are rehearsed with; asks nothing. */
export async function initCommand(words: readonly string[], flags: InitFlags): Promise<void> {
  const file = fileOf(flags);
  refuseExisting(file, flags);
  const { inferConfig } = await import("../init/infer-config.ts");
  const history = flags.from === undefined || flags.from === "aws" ? undefined : flags.from;
  const substitutions = await substitutionsFrom(flags.substitute);
  const read: Read[] = [];
  for (const subject of await subjectsOf(words, flags)) read.push(...(await readAll(subject, substitutions)));
  refuseUnused(
    substitutions,
    read.flatMap(({ found }) => found.holes),
  );
  const recorded = history === undefined ? undefined : await withHistory(read, history);
  const subjects = (recorded?.read ?? read).map(({ found, subject, again }, index): ToInfer & { subject: Subject } => ({
    name: nameOf(
      found.name,
      read.slice(0, index).map((one) => one.found.name),
    ),
    subject,
    definition: subject.isDeployed === true ? "" : placeOf(found.from, file),
    found,
    filled: again,
    ...(recorded === undefined ? {} : { known: recorded.known(found) }),
  }));
  if (subjects.length === 0)
    throw new AlphaEngineError("NO_DEFINITION", "there is no definition to begin with", {
      hint: "name a file with one",
    });
  const inferred = await inferConfig(subjects, { folder: dirname(resolve(file)) });
  await tell(inferred, { file, flags, subjects, masked: recorded?.masked() ?? [] });
}

interface Read {
  readonly found: FoundDefinition;
  readonly subject: Subject;
  readonly again: ToInfer["filled"];
}

async function subjectsOf(words: readonly string[], { from }: InitFlags): Promise<readonly Subject[]> {
  const loaded = { config: {}, file: undefined, folder: process.cwd() };
  if (from === "aws") return words.map(deployedSubject);
  const subjects: Subject[] = [];
  for (const word of words.length === 0 && from !== undefined ? ["."] : words)
    subjects.push(...(word.startsWith("arn:") ? [deployedSubject(word)] : await subjectsToLint([word], loaded)));
  if (subjects.length === 0)
    throw new AlphaEngineError("NO_SUCH_PIPELINE", "nothing is named: name a file with a definition");
  return subjects;
}

/** Every definition of a file; what cannot be read is said, where there are others. */
async function readAll(
  subject: Subject,
  substitutions: Awaited<ReturnType<typeof substitutionsFrom>>,
): Promise<readonly Read[]> {
  const { Substitutions } = await import("@alpha-engine/definition/files");
  const { found, unread } = await definitionsOf(subject, { settings: {}, substitutions });
  for (const { from, error } of unread) process.stderr.write(`alpha-engine: ${saidOf(from, error)}; it is left out\n`);
  return found.map((one) => ({
    found: one,
    subject,
    again: async (values) => {
      const all = new Substitutions({ ...values, ...Object.fromEntries(substitutions.values) });
      const { found: filled } = await definitionsOf(subject, { settings: {}, substitutions: all });
      return filled.find(({ from }) => from === one.from) ?? one;
    },
  }));
}

interface WithHistory {
  readonly read: readonly Read[];
  readonly known: (found: FoundDefinition) => NonNullable<ToInfer["known"]>;
  readonly masked: () => readonly string[];
}

/** Of several definitions, those whose execution the history is. */
async function withHistory(read: readonly Read[], file: string): Promise<WithHistory> {
  const [history, { recordOfExecution }, { recordedIn }] = await Promise.all([
    readHistoryFile(file),
    import("@alpha-engine/rehearsal/report"),
    import("../init/from-history.ts"),
  ]);
  const facts = recordOfExecution({ history });
  const all = read.map((one) => ({ one, recorded: recordedIn(facts, one.found.tree) }));
  const share = ({ one, recorded }: (typeof all)[number]): number => {
    const names = new Set(one.found.tree.states.map(({ name }) => name));
    return [...recorded.states].filter((name) => names.has(name)).length / Math.max(1, recorded.states.size);
  };
  const fitting = all.filter((each) => share(each) > 0.8);
  if (fitting.length === 0)
    throw new UsageError(
      `${file}: it is no execution of ${read.map(({ found }) => found.from).join(", ")}: it came to other states`,
    );
  const by = new Map(fitting.map(({ one, recorded }) => [one.found, recorded]));
  return {
    read: fitting.map(({ one }) => one),
    known: (found) => ({ answers: by.get(found)?.answers, input: by.get(found)?.input }),
    masked: () => [...by.values()].flatMap(({ masked }) => masked),
  };
}

function fileOf({ out, format }: InitFlags): string {
  if (out === undefined) return `alpha-engine.config.${format === "yaml" ? "yaml" : "ts"}`;
  if (format === undefined || /\.(?:ya?ml|[mc]?[jt]s)$/.test(out)) return out;
  throw new UsageError(`--out ${out}: expected a name that ends in .ts or .yaml`);
}

function isYaml(file: string, { format }: InitFlags): boolean {
  return format === "yaml" || (format === undefined && /\.ya?ml$/.test(file));
}

function refuseExisting(file: string, { print, out }: InitFlags): void {
  if (print === true) return;
  const folder = dirname(resolve(file));
  const there = existsSync(file)
    ? file
    : out === undefined
      ? CONFIG_NAMES.find((name) => existsSync(resolve(folder, name)))
      : undefined;
  if (there === undefined) return;
  throw new AlphaEngineError("CONFIG_EXISTS", `${there} is there already, and is not overwritten`, {
    hint: `alpha-engine init --print … shows what it would be, --out FILE writes it elsewhere`,
  });
}

function nameOf(name: string, before: readonly string[]): string {
  const clean = name.replaceAll(/[^\w-]+/g, "-").replaceAll(/^-+|-+$/g, "") || "pipeline";
  const times = before.filter((one) => one === name).length;
  return times === 0 ? clean : `${clean}-${times + 1}`;
}

/** A definition's file as a configuration names it. */
function placeOf(from: string, file: string): string {
  const [, path = from, id = ""] = existsSync(from) ? [] : (/^(.*)(#[^#]*)$/.exec(from) ?? []);
  return `${relative(dirname(resolve(file)), resolve(path)) || basename(path)}${id}`;
}

interface Told {
  readonly file: string;
  readonly flags: InitFlags;
  readonly subjects: readonly { readonly name: string }[];
  readonly masked: readonly string[];
}

const NOTE = "Made by alpha-engine init: each line says which states it comes from; what is marked TODO was made up.";

async function tell({ config, toDo, studied }: InferredConfig, { file, flags, subjects, masked }: Told): Promise<void> {
  const { asTypescript } = await import("../init/print/typescript.ts");
  const { asYaml } = await import("../init/print/yaml.ts");
  const text = isYaml(file, flags) ? asYaml(config, NOTE) : asTypescript(config, NOTE);
  if (flags.print !== true) writeFileSync(file, text, { flag: "wx" });
  const next = `alpha-engine rehearse ${subjects[0]?.name ?? ""}${flags.out === undefined ? "" : ` --config ${file}`}`;
  if (flags.json === true) {
    const ends = Object.fromEntries(studied.map(({ name, invented }) => [name, invented.outcome?.status ?? null]));
    process.stdout.write(
      `${JSON.stringify({ file: flags.print === true ? null : file, config: plain(config), simulated: ends, toDo, masked, next })}\n`,
    );
    return;
  }
  const people = flags.print === true ? process.stderr : process.stdout;
  if (flags.print === true) process.stdout.write(text);
  else people.write(`wrote ${file}\n`);
  if (masked.length > 0) people.write(`masked, as it looks like a secret: ${masked.join(", ")}\n`);
  if (toDo.length > 0) people.write(`made up, to be filled in: ${shown(toDo)}\n`);
  people.write(`next: ${next}\n`);
}

function shown(names: readonly string[]): string {
  const first = names.slice(0, 8).map((name) => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " "));
  return `${first.join(", ")}${names.length > first.length ? ` and ${names.length - first.length} more` : ""}`;
}
