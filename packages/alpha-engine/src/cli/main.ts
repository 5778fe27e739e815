import { createProgram, runProgram } from "@alpha-engine/command-line";
import { EXIT_CODES, exitCodeHelp } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import { PASSED_ON, passOn } from "./pass-on.ts";
import { registerDeploy } from "./register-deploy.ts";
import { registerDoctor } from "./register-doctor.ts";
import { registerChecks, registerInit, registerLooks, registerRehearse } from "./register.ts";

const EPILOGUE = `A pipeline is one of alpha-engine.config.ts (.mts .mjs .js .yaml .json), here or
above, or a file with a definition. alpha-engine COMMAND --help says more.

${exitCodeHelp(["ok", "good"], ["bad", "it failed, or something was found"], "usage", "notModelled", "interrupted", "terminated")}`;

/** What is wrong with what was given, and not with what it does. */
const USAGE = new Set(["AlphaEngineError", "RehearsalError", "DefinitionError", "LintError"]);

/** `alpha-engine COMMAND …` */
export async function main(argv: readonly string[]): Promise<void> {
  // Who reads a definition through head has enough.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 141 : 1));
  const program = createProgram({ ...packageJson, epilogue: EPILOGUE });
  registerInit(program);
  registerRehearse(program);
  registerChecks(program);
  registerLooks(program);
  registerDeploy(program);
  registerDoctor(program);
  for (const [name, { description }] of Object.entries(PASSED_ON)) {
    const words = (given: readonly string[]): Promise<void> => passOn(name, given);
    program.command(`${name} [words...]`).description(description).action(words);
  }
  await runProgram(program, untouched(argv), exitCodeOf);
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error) || !USAGE.has(error.name)) return EXIT_CODES.bad;
  return (error as { code?: unknown }).code === "NOT_MODELLED" ? EXIT_CODES.notModelled : EXIT_CODES.usage;
}

/** What is passed on is passed on whole, its `--help` too. */
function untouched(argv: readonly string[]): readonly string[] {
  const [command = "", ...words] = argv[0] === "help" ? [argv[1] ?? "", "--help"] : argv;
  return Object.hasOwn(PASSED_ON, command) ? [command, "--", ...words] : argv;
}
