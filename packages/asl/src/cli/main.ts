import { createProgram, runProgram } from "@alpha-engine/command-line";
import { exitCodeHelp, type ExitCodeRow } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import { type Definitions, JSON_FILES } from "./definition-file.ts";
import { addEval } from "./eval.ts";
import { addRun } from "./run.ts";
import { addTestState } from "./test-state.ts";

/** How the command is called. */
export interface MainOptions {
  /** What it is called in its usage and its errors. @default "asl" */
  readonly name?: string;
  /** What `run` and `test-state` find a definition with. @default a file with JSON */
  readonly definitions?: Definitions;
}

/**
 * The `asl` command; sets the process's exit code. `argv` is without Node and the script.
 *
 * @example
 * ```ts example
 * import { main } from "@alpha-engine/asl/cli";
 *
 * await main(["eval", "States.MathAdd($.a, 1)", "--data", '{"a":2}']);
 * ```
 * ```text output
 * 3
 * ```
 */
export async function main(
  argv: readonly string[],
  { name = "asl", definitions = JSON_FILES }: MainOptions = {},
): Promise<void> {
  const { description, version } = packageJson;
  const program = createProgram({ name, description, version, epilogue: exitCodeHelp(...EXIT_CODE_ROWS) });
  for (const add of [addRun, addEval, addTestState])
    add(program, definitions).addHelpText("after", `\n${exitCodeHelp(...EXIT_CODE_ROWS)}`);
  await runProgram(program, argv);
}

const EXIT_CODE_ROWS: readonly ExitCodeRow[] = [
  ["ok", "the execution or the state succeeded, the expression has a value"],
  ["bad", "it failed, or the definition or the expression is bad"],
  "usage",
];

export type { Definitions, GivenDefinition } from "./definition-file.ts";
