import { ExitError, UsageError } from "@alpha-engine/command-line";
import { didYouMean, EXIT_CODES } from "@alpha-engine/dialect";

import type { Machine } from "../definition/machine.ts";
import { TaskFailure } from "../errors.ts";
import { type ExecutionResult, interpret } from "../interpret/interpret.ts";
import type { TaskRequest } from "../interpret/options.ts";
import { isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { simulatedClock } from "../time/simulated-clock.ts";
import { readJson, readMachine } from "./definition-file.ts";
import { historyTable } from "./history-table.ts";
import { jsonOption } from "./json-option.ts";
import type { Program } from "./program.ts";

interface RunOptions {
  readonly input: JsonValue;
  readonly mocks?: string;
  readonly json?: boolean;
}

/** `asl run DEFINITION --input JSON` */
export function addRun(program: Program): Program {
  return program
    .command("run")
    .description("run a definition in simulated time, tasks answered from a file")
    .argument("<definition>", "file with the state machine")
    .option("--input <json>", "input of the execution", jsonOption("--input"), {})
    .option(
      "--mocks <file>",
      'answers by state: {"State": {"return": …}, "Other": [{"throw": {"error": …, "cause": …}}, …]}',
    )
    .option("--json", "print the whole result with its history")
    .action(async (file: string, { input, mocks, json }: RunOptions) => {
      const machine = readMachine(file);
      const answers = mocks === undefined ? {} : readJson(mocks);
      checkAnswers(machine, answers);
      const { execution: _, history, ...result } = await simulate(machine, input, answers);
      if (json !== true) process.stderr.write(historyTable(history));
      process.stdout.write(`${JSON.stringify(json === true ? { ...result, history } : (result.output ?? null))}\n`);
      if (result.status !== "SUCCEEDED")
        throw new ExitError(EXIT_CODES.bad, [result.status, result.error, result.cause].filter(Boolean).join(": "));
    });
}

/** An answer to a state that is not there is a slip of the pen. */
function checkAnswers({ scopes }: Machine, answers: JsonValue): void {
  if (!isObject(answers)) throw new UsageError("--mocks must hold an object with an answer for each task state");
  const names = new Set([...scopes.values()].flatMap(({ states }) => [...states.keys()]));
  const unknown = Object.keys(answers).find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new UsageError(`--mocks answers '${unknown}', but no state has that name${didYouMean(unknown, names)}`);
}

async function simulate(machine: Machine, input: JsonValue, mocks: JsonValue): Promise<ExecutionResult> {
  const clock = simulatedClock({ startAt: Date.now() });
  const calls = new Map<string, number>();
  const unanswered = new AbortController();
  const tasks = async (request: TaskRequest): Promise<JsonValue> => {
    const call = calls.get(request.state) ?? 0;
    calls.set(request.state, call + 1);
    const mock = mockOf(mocks, request.state, call);
    if (mock === undefined)
      unanswered.abort(new UsageError(`the task state ${request.state} has no answer: give it one with --mocks`));
    return answer(mock ?? {});
  };
  const running = interpret(machine, input, { tasks, signal: unanswered.signal }, { clock });
  await Promise.all([running, clock.runUntilIdle()]);
  unanswered.signal.throwIfAborted();
  return running;
}

/** The state's next answer; the last one serves for all further calls. */
function mockOf(mocks: JsonValue, state: string, call: number): JsonObject | undefined {
  const given = isObject(mocks) ? mocks[state] : undefined;
  const list = isArray(given) ? given : [given];
  const mock = list[Math.min(call, list.length - 1)];
  return isObject(mock) ? mock : undefined;
}

function answer({ throw: failure, return: value = null }: JsonObject): JsonValue {
  if (!isObject(failure)) return value;
  const { error, cause } = failure;
  throw new TaskFailure(typeof error === "string" ? error : "", typeof cause === "string" ? cause : "");
}
