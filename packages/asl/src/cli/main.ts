import { createProgram, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { addEval } from "./eval.ts";
import { addRun } from "./run.ts";
import { addTestState } from "./test-state.ts";

const EPILOGUE = `Exit codes:
  0  the execution or the state succeeded, the expression has a value
  1  it failed; the definition or the expression is bad
  2  usage`;

/** The `asl` command. */
export async function main(argv: readonly string[]): Promise<void> {
  const { description, version } = packageJson;
  const program = createProgram({ name: "asl", description, version, epilogue: EPILOGUE });
  addRun(program);
  addEval(program);
  addTestState(program);
  await runProgram(program, argv);
}
