import { ExitError, integer } from "@alpha-engine/command-line";
import { EXIT_CODES } from "@alpha-engine/dialect";

import { AslError } from "../errors.ts";
import { isObject, type JsonValue } from "../json.ts";
import { AWS_EXCEPTIONS, type TestStateRequest, type TestStateResult } from "../test-state/request.ts";
import { testState } from "../test-state/test-state.ts";
import { type Definitions, takingDefinition } from "./definition-file.ts";
import { jsonOption } from "./json-option.ts";
import type { Program } from "./program.ts";

interface Options {
  readonly state?: string;
  readonly input: JsonValue;
  readonly mock?: JsonValue;
  readonly variables?: JsonValue;
  readonly context?: JsonValue;
  readonly retries?: number;
  readonly json?: boolean;
  readonly substitute?: readonly string[];
}

/** `asl test-state DEFINITION --state NAME --input JSON` */
export function addTestState(program: Program, definitions: Definitions): Program {
  return takingDefinition(program.command("test-state"), definitions)
    .description("run one state, as AWS's TestState does, and show its data step by step")
    .option("--state <name>", "which state of the machine, at any depth")
    .option("--input <json>", "input of the state", jsonOption("--input"), {})
    .option(
      "--mock <json>",
      'what the task, Map or Parallel gives: {"result": …} or {"errorOutput": {"error": …, "cause": …}}',
      jsonOption("--mock"),
    )
    .option("--variables <json>", "variables that are set", jsonOption("--variables"))
    .option("--context <json>", "the context object", jsonOption("--context"))
    .option("--retries <count>", "how often the state's retrier has retried already", integer(0))
    .option("--json", "print the answer as JSON")
    .action(async (word: string, options: Options) => {
      const { text } = await definitions.read(word, options.substitute ?? []);
      const result = await test(text, options);
      process.stdout.write(`${options.json === true ? JSON.stringify(result) : table(result)}\n`);
      if (result.status === "FAILED")
        throw new ExitError(EXIT_CODES.bad, [result.status, result.error, result.cause].filter(Boolean).join(": "));
    });
}

async function test(definition: string, options: Options): Promise<TestStateResult> {
  const { state, input, mock, variables, context, retries } = options;
  const request: TestStateRequest = {
    input,
    inspectionLevel: "TRACE",
    ...(state === undefined ? {} : { stateName: state }),
    ...(isObject(mock) ? { mock } : {}),
    ...(isObject(variables) ? { variables } : {}),
    ...(isObject(context) ? { context } : {}),
    ...(retries === undefined ? {} : { stateConfiguration: { retrierRetryCount: retries } }),
  };
  try {
    return await testState(definition, request);
  } catch (error) {
    if (error instanceof AslError)
      throw new ExitError(EXIT_CODES.bad, `${AWS_EXCEPTIONS[error.code] ?? error.code}: ${error.message}`);
    throw error;
  }
}

function table({ inspectionData = { input: null }, ...result }: TestStateResult): string {
  const { input, ...steps } = inspectionData;
  const { status, output, nextState, error, cause } = result;
  const rows: [string, JsonValue | undefined][] = [
    ["status", status],
    ["input", input],
    ...Object.entries(steps),
    ["output", output],
    ["nextState", nextState],
    ["error", error],
    ["cause", cause],
  ];
  const shown = rows.filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => `${name.padEnd(width)}  ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}
