import { advanceInPlace } from "../advance/advance.ts";
import { drain } from "../advance/steps.ts";
import type { Machine, State } from "../definition/machine.ts";
import { AslError, TaskFailure } from "../errors.ts";
import type { Effect, Execution, Failure, Step } from "../execution/execution.ts";
import type { TaskRequest } from "../interpret/options.ts";
import { isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { evaluateJsonata } from "../jsonata/evaluate.ts";
import { THRESHOLD_EXCEEDED } from "../states/fan.ts";
import type { Inspection } from "../transition/inspection.ts";
import { OpenTransition } from "../transition/open-transition.ts";
import { checkResult } from "./check-result.ts";
import { checkContext } from "./context-object.ts";
import { invalidRequest, type TestStateMock, type TestStateRequest, type TestStateResult } from "./request.ts";
import { testExecution } from "./test-execution.ts";
import { testedMachine } from "./tested-state.ts";

/** What the test of a state runs with. */
export interface TestStateOptions {
  /** Does the task where nothing is mocked. */
  readonly tasks?: (request: Pick<TaskRequest, "state" | "resource" | "parameters">) => Promise<JsonValue>;
  /** @default Date.now() */
  readonly at?: number;
  /** Seed of random numbers. @default 0 */
  readonly seed?: number;
}

/**
 * Runs one state, as AWS's TestState does.
 *
 * @throws AslError `INVALID_REQUEST` and `INVALID_DEFINITION`, in AWS's words, where AWS answers with an exception
 *
 * @example
 * ```ts example
 * import { testState } from "@alpha-engine/asl";
 *
 * const state = {
 *   Type: "Task",
 *   Resource: "arn:aws:states:::lambda:invoke",
 *   Parameters: { FunctionName: "build" },
 *   Retry: [{ ErrorEquals: ["Lambda.Throttled"], IntervalSeconds: 2 }],
 *   End: true,
 * };
 * const { status, error } = await testState(state, { mock: { errorOutput: { error: "Lambda.Throttled" } } });
 * console.log(status, error);
 * ```
 * ```text output
 * RETRIABLE Lambda.Throttled
 * ```
 */
export async function testState(
  definition: unknown,
  request: TestStateRequest = {},
  options: TestStateOptions = {},
): Promise<TestStateResult> {
  const { input = {}, mock, inspectionLevel = "INFO", stateConfiguration = {} } = request;
  const { tasks, at = Date.now(), seed = 0 } = options;
  const tested = testedMachine(definition, request.stateName);
  const { machine, state } = tested;
  checkMock(state, request, options);
  const mocked = mock === undefined ? undefined : mockedAnswer(state, mock);
  const failures = stateConfiguration.mapIterationFailureCount ?? 0;
  if (mocked !== undefined && "result" in mocked && isArray(mocked.result) && failures > mocked.result.length)
    throw invalidRequest("Map iteration failure count must be less than or equal to the number of Map iterations");
  const context = request.context === undefined ? undefined : jsonObject(request.context, "context");
  if (context !== undefined) checkContext(context, state);

  const inspection: Inspection = { seen: {}, left: {}, isContextGiven: context !== undefined };
  const { left } = inspection;
  const execution = testExecution(tested, request, context, { at, seed });
  Object.assign(execution.threads["0"] ?? {}, { variables: jsonObject(request.variables, "variables") });
  const test: Test = { machine, execution, inspection, mocked, tasks };
  await performQueue(test);
  if (fansOut(state) && left.outcome === undefined && left.output === undefined) {
    // An error that is mocked comes first. [recordings: test_state_configuration]
    const isTooMuch = mocked !== undefined && "result" in mocked && exceeds(failures, mocked.result, inspection);
    execution.queue.push(stepFor(isTooMuch ? THRESHOLD_EXCEEDED : mocked));
    await performQueue(test);
  }
  return resultOf(execution, inspection, input, inspectionLevel !== "INFO");
}

/** Performs the steps that are due, and those that follow from them. */
async function performQueue(test: Test): Promise<void> {
  const transition = new OpenTransition(test.machine, test.execution, test.inspection);
  drain(transition);
  await answerEffects(transition.effects, test);
}

/** Whether more iterations have failed than a field of the state says may; where none does, any number may. [recordings: test_map_state_failure_count] */
function exceeds(failures: number, result: JsonValue, { seen }: Inspection): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = seen;
  if (count === undefined && percentage === undefined) return false;
  const iterations = isArray(result) ? result.length : 0;
  return failures > Math.max(count ?? 0, Math.floor(((percentage ?? 0) / 100) * iterations));
}

type Answer = { readonly result: JsonValue } | Failure;

/** A state under test. */
interface Test {
  readonly machine: Machine;
  readonly execution: Execution;
  readonly inspection: Inspection;
  readonly mocked: Answer | undefined;
  readonly tasks: TestStateOptions["tasks"];
}

function fansOut({ type }: State): boolean {
  return type === "Map" || type === "Parallel";
}

/** [recordings: test_state; that these need a mock: doc, TestState; the words for that: inference] */
function checkMock(
  state: State,
  {
    mock,
    roleArn,
    revealSecrets = false,
    stateConfiguration: { mapIterationFailureCount: failures } = {},
  }: TestStateRequest,
  { tasks }: TestStateOptions,
): void {
  const { type } = state;
  const hint = "give a mock: its result or its errorOutput";
  if (mock === undefined) {
    if (failures !== undefined)
      throw invalidRequest("TestState does not support MapIterationFailureCount when a mock is not specified.");
    if (fansOut(state))
      throw new AslError(
        "INVALID_DEFINITION",
        "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
        { hint },
      );
    if (type === "Task" && (state.resource.kind === "activity" || state.resource.pattern !== "request-response"))
      throw new AslError(
        "INVALID_DEFINITION",
        state.resource.kind === "activity"
          ? "TestState API does not support Activity tasks."
          : "TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.",
        { hint },
      );
    if (type === "Task" && tasks === undefined)
      throw new AslError(
        "INVALID_REQUEST",
        roleArn === undefined
          ? "RoleArn must be specified when testing a Task state"
          : "A Task state needs a mock, as nothing does its task",
        { hint },
      );
    return;
  }
  if (!fansOut(state) && type !== "Task")
    throw invalidRequest(`State type '${type}' is not supported when a mock is specified`);
  if (revealSecrets) throw invalidRequest("TestState does not support RevealSecrets when a mock is specified.");
  if (mock.result !== undefined && mock.errorOutput !== undefined)
    throw invalidRequest("A test mock should have only one of the following fields: [result, errorOutput].");
  if (mock.result === undefined && mock.errorOutput === undefined)
    throw invalidRequest("A mock has either a result or an errorOutput");
}

function mockedAnswer(state: State, { result, errorOutput, fieldValidationMode = "STRICT" }: TestStateMock): Answer {
  if (errorOutput !== undefined) return { ...errorOutput };
  const value = typeof result === "string" ? mockedJson(result) : (result ?? null);
  if (state.type === "Task") checkResult(state.resource, value, fieldValidationMode);
  checkFannedOut(state, value);
  return { result: value };
}

/** [recordings: test_state_mock_validation] */
function checkFannedOut(state: State, value: JsonValue): void {
  if (state.type === "Map" && state.resultWriter !== undefined) {
    if (!isObject(value)) throw invalidRequest("Mocked result must be a JSON object.");
    return;
  }
  if (fansOut(state) && !isArray(value)) throw invalidRequest("Mocked result must be an array.");
  if (state.type === "Parallel" && isArray(value) && value.length !== state.branches.length)
    throw invalidRequest("Mocked result must contain the same number of items as number of Parallel branches.");
}

/** Answers what the state wants until it wants nothing more. Waiting takes no time, and nothing is retried. */
async function answerEffects(first: readonly Effect[], test: Test): Promise<void> {
  const { machine, execution, inspection, mocked, tasks } = test;
  const open = [...first];
  for (let effect = open.shift(); effect !== undefined; effect = open.shift()) {
    const at = execution.now;
    if (effect.type === "evaluate") {
      const answers = [];
      for (const evaluation of effect.evaluations) answers.push(await evaluateJsonata(machine, evaluation));
      open.push(...advanceInPlace(machine, execution, { type: "evaluated", id: effect.id, answers, at }, inspection));
    } else if (effect.type === "task") {
      const answer = mocked ?? (await perform(tasks, effect.call));
      const { id } = effect;
      open.push(
        ...advanceInPlace(
          machine,
          execution,
          "result" in answer
            ? { type: "task-succeeded", id, output: answer.result, at }
            : { type: "task-failed", id, ...answer, at },
          inspection,
        ),
      );
    } else if (effect.type === "wake" && execution.timers[effect.id]?.purpose === "wait")
      open.push(...advanceInPlace(machine, execution, { type: "wake", id: effect.id, at: effect.at }, inspection));
  }
}

async function perform(
  tasks: TestStateOptions["tasks"],
  call: Parameters<NonNullable<TestStateOptions["tasks"]>>[0],
): Promise<Answer> {
  try {
    return { result: (await tasks?.(call)) ?? null };
  } catch (error) {
    if (error instanceof TaskFailure) return { error: error.error, cause: error.cause };
    return { error: error instanceof Error ? error.name : "Error", cause: String(error) };
  }
}

function stepFor(answer: Answer | undefined): Step {
  if (answer !== undefined && "result" in answer) return { do: "result", thread: "0", result: answer.result };
  return { do: "fail", thread: "0", failure: { ...answer, branch: true } };
}

function resultOf(
  { status, error, cause }: Execution,
  { seen, left: { output, nextState, failure, outcome } }: Inspection,
  input: JsonValue,
  inspected: boolean,
): TestStateResult {
  const texts: Failure = failure ?? {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
  return {
    status: outcome ?? (status === "FAILED" ? "FAILED" : "SUCCEEDED"),
    ...(output === undefined ? {} : { output }),
    ...(texts.error === undefined ? {} : { error: texts.error }),
    ...(texts.cause === undefined ? {} : { cause: texts.cause }),
    ...(nextState === undefined ? {} : { nextState }),
    ...(inspected ? { inspectionData: { input, ...seen } } : {}),
  };
}

function jsonObject(value: JsonObject | string | undefined, name: string): JsonObject {
  const given = typeof value === "string" ? json(value, name) : (value ?? {});
  if (!isObject(given)) throw invalidRequest(`${name} must be a JSON object`);
  return given;
}

function mockedJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw invalidRequest("Mocked result must be valid JSON");
  }
}

function json(text: string, name: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw invalidRequest(`${name} must be JSON`);
  }
}
