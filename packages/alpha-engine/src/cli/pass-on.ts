import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { loadConfig } from "../config/load-config.ts";
import { definitionText } from "../pipeline/definition-of.ts";
import { subjectNamed } from "../pipeline/subject.ts";

type Main = (argv: readonly string[], options: { readonly name: string }) => Promise<void>;

interface PassedOn {
  readonly description: string;
  readonly main: () => Promise<Main>;
  /** Whether the command's own word stays: `alpha-engine run` is the `run` of what it is passed on to. */
  readonly isSubcommand: boolean;
}

const asl = async (): Promise<Main> => (await import("@alpha-engine/asl/cli")).main;

/** What other packages have a command for: it is theirs, under our name. */
export const PASSED_ON: Readonly<Record<string, PassedOn>> = {
  run: { description: "run a definition in simulated time, tasks answered from a file", main: asl, isSubcommand: true },
  eval: { description: "evaluate an expression of the States Language", main: asl, isSubcommand: true },
  "test-state": { description: "run one state, as AWS's TestState does", main: asl, isSubcommand: true },
  cloud: {
    description: "the AWS endpoints on loopback: start, env, reclaim, capacity, fidelity",
    main: async () => (await import("@alpha-engine/local-cloud/cli")).main,
    isSubcommand: false,
  },
  pins: {
    description: "which package pins which version: who is behind, who floats",
    main: async () => (await import("@alpha-engine/pins/cli")).main,
    isSubcommand: false,
  },
};

/** Runs the command of another package; a pipeline's name becomes a file with its definition. */
export async function passOn(command: string, argv: readonly string[]): Promise<void> {
  const passedOn = PASSED_ON[command];
  if (passedOn === undefined) return;
  const main = await passedOn.main();
  if (!passedOn.isSubcommand) return await main(argv, { name: `alpha-engine ${command}` });
  const file = command === "eval" ? undefined : await writeDefinition(argv[0]);
  try {
    const words = file === undefined ? argv : [file.path, ...argv.slice(1)];
    await main([command, ...words], { name: "alpha-engine" });
  } finally {
    if (file !== undefined) rmSync(file.folder, { recursive: true, force: true });
  }
}

async function writeDefinition(word: string | undefined): Promise<{ path: string; folder: string } | undefined> {
  if (word === undefined || word.startsWith("-") || isFile(word)) return undefined;
  const loaded = await loadConfig(undefined);
  const subject = subjectNamed(word, loaded);
  const { text } = await definitionText(subject, loaded.config.settings ?? {});
  const folder = mkdtempSync(join(tmpdir(), "alpha-engine-"));
  const path = join(folder, `${subject.name}.asl.json`);
  writeFileSync(path, text);
  return { path, folder };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
