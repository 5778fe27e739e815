import { existsSync } from "node:fs";

import { ExitError, oneOf, UsageError } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";

import type { Machine, MachineType } from "../definition/machine.ts";
import { AslError } from "../errors.ts";
import type { StateEntered } from "../execution/execution.ts";
import { coverage } from "../interpret/coverage.ts";
import { type ExecutionResult, interpret } from "../interpret/interpret.ts";
import type { JsonValue } from "../json.ts";
import { type MockedTasks, mockTasks } from "../mocks/mock-tasks.ts";
import { simulatedClock } from "../time/simulated-clock.ts";
import { coverageTable } from "./coverage-table.ts";
import { type Definitions, machineOf, readJson, takingDefinition } from "./definition-file.ts";
import { folderS3, noS3 } from "./folder-s3.ts";
import { historyTable } from "./history-table.ts";
import { jsonOrFile } from "./json-or-file.ts";
import type { Program } from "./program.ts";

interface RunOptions {
  readonly input: JsonValue;
  readonly mocks?: string;
  readonly case?: string;
  readonly s3?: string;
  readonly type?: MachineType;
  readonly coverage?: boolean;
  readonly json?: boolean;
  readonly substitute?: readonly string[];
}

/** `asl run DEFINITION --input JSON` */
export function addRun(program: Program, definitions: Definitions): Program {
  return takingDefinition(program.command("run"), definitions)
    .description("run a definition in simulated time, tasks answered from a file")
    .option("--input <json|file>", "input of the execution, or a file with it", jsonOrFile("--input"), {})
    .option(
      "--mocks <file>",
      'answers by state: {"Task": {"return": …}, "Other": [{"throw": {"error": …}}, {"item": 0, "return": …}]}; or a MockConfigFile.json, or mocks as TestState takes them',
    )
    .option("--case <name>", "which test case of a MockConfigFile.json")
    .option("--s3 <folder>", "what distributed Maps read and write: a folder with a folder for each bucket")
    .option(
      "--type <type>",
      "STANDARD or EXPRESS (default: what the file says, else STANDARD)",
      oneOf("STANDARD", "EXPRESS"),
    )
    .option("--coverage", "tell which states and edges were visited")
    .option("--json", "print the whole result with its history")
    .action(async (word: string, options: RunOptions) => {
      const { input, json, substitute = [] } = options;
      const given = await definitions.read(word, substitute);
      const machineType = options.type ?? given.machineType ?? "STANDARD";
      const machine = machineOf({ ...given, machineType });
      const entered: StateEntered[] = [];
      const { mocked, result: ended } = await simulate(machine, input, { options, machineType, entered });
      const { execution: _, history, ...result } = ended;
      const covered = options.coverage === true ? { coverage: coverage(machine, entered) } : {};
      if (json === true) print({ ...result, history, unusedMocks: mocked.unused(), ...covered });
      else {
        process.stderr.write(historyTable(history));
        for (const mock of mocked.unused()) process.stderr.write(`the mock ${mock} was never used\n`);
        if (covered.coverage !== undefined) process.stderr.write(coverageTable(covered.coverage));
        print(result.output ?? null);
      }
      if (result.status !== "SUCCEEDED")
        throw new ExitError(EXIT_CODES.bad, [result.status, result.error, result.cause].filter(Boolean).join(": "));
    });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function simulate(
  machine: Machine,
  input: JsonValue,
  {
    options,
    machineType,
    entered,
  }: { readonly options: RunOptions; readonly machineType: MachineType; readonly entered: StateEntered[] },
): Promise<{ readonly mocked: MockedTasks; readonly result: ExecutionResult }> {
  const clock = simulatedClock({ startAt: Date.now(), autoAdvance: true });
  const mocked = mocksOf(machine, options, clock);
  const { tasks } = mocked;
  const asked: string[] = [];
  const result = await interpret(
    machine,
    input,
    { tasks, context: { machineType }, onStateEntered: (state) => void entered.push(state) },
    { clock, s3: s3Of(options, asked) },
  );
  if (asked[0] !== undefined) throw new UsageError(`${asked[0]}: give a folder that has it with --s3`);
  const [missing] = mocked.missing();
  if (missing !== undefined) throw new UsageError(`${missing}: give it one with --mocks`);
  return { mocked, result };
}

function s3Of({ s3: folder }: RunOptions, asked: string[]): ReturnType<typeof noS3> {
  if (folder === undefined) return noS3(asked);
  if (!existsSync(folder)) throw new UsageError(`--s3 must be a folder, there is no ${folder}`);
  return folderS3(folder);
}

function mocksOf(machine: Machine, options: RunOptions, clock: ReturnType<typeof simulatedClock>): MockedTasks {
  const { mocks, case: testCase } = options;
  if (testCase !== undefined && mocks === undefined)
    throw new UsageError("--case needs --mocks with a MockConfigFile.json");
  try {
    return mockTasks(machine, mocks === undefined ? {} : readJson(mocks), testCase === undefined ? {} : { testCase }, {
      clock,
    });
  } catch (error) {
    if (!(error instanceof AslError)) throw error;
    throw new UsageError(`${mocks}: ${error.message}${error.hint === undefined ? "" : ` (${error.hint})`}`);
  }
}
