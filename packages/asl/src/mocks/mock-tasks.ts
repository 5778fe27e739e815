import type { Machine } from "../definition/machine.ts";
import { TaskFailure } from "../errors.ts";
import type { TaskRequest } from "../interpret/options.ts";
import { equal, isArray, isObject, type JsonValue } from "../json.ts";
import type { Clock } from "../time/clock.ts";
import type { Answer, MockGroup, Mocks } from "./mock.ts";
import { isMockConfig, readMockConfig } from "./read-mock-config.ts";
import { readMocks } from "./read-mocks.ts";
import { badMocks } from "./refuse.ts";

/** How mocks are used. */
export interface MockTasksOptions {
  /** Of a MockConfigFile.json: the test case, as `Case` or `Machine#Case`. @default the only one there is */
  readonly testCase?: string;
}

/** What mocks need beside themselves. */
export interface MockTasksEffects {
  /** Takes the time of mocks with a `delay`. Give it the clock of the execution. */
  readonly clock?: Clock;
}

/** Tasks that answer from mocks. */
export interface MockedTasks {
  /** For `interpret`. A task without a mock ends the execution, past every Retry and Catch, as `NoMock`. */
  readonly tasks: (request: TaskRequest) => Promise<JsonValue>;
  /** The states that have mocks. */
  readonly states: readonly string[];
  /** What the calls said that had no mock. */
  readonly missing: () => readonly string[];
  /** States whose mocks no call has used, or not all of them: `Poll`, `Poll[2]`. */
  readonly unused: () => readonly string[];
}

/**
 * Answers tasks from mocks: a value in the form of {@link Mocks}, or a MockConfigFile.json of Step Functions Local.
 *
 * @throws AslError `BAD_MOCKS` where they are not written as mocks are, or are for a state that is no task
 *
 * @example
 * ```ts example
 * import { interpret, mockTasks, parse, simulatedClock } from "@alpha-engine/asl";
 *
 * const retry = [{ ErrorEquals: ["Lambda.TooManyRequestsException"], IntervalSeconds: 60 }];
 * const train = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: "train" }, Retry: retry, End: true };
 * const parsed = parse({ StartAt: "Train", States: { Train: train } });
 * if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
 *
 * const clock = simulatedClock({ autoAdvance: true });
 * const { tasks, missing, unused } = mockTasks(parsed.machine, {
 *   Train: [{ throw: { error: "Lambda.TooManyRequestsException" } }, { return: { Payload: "done" } }],
 * });
 * const { output } = await interpret(parsed.machine, {}, { tasks }, { clock });
 * console.log(output, clock.now(), missing(), unused());
 * ```
 * ```text output
 * { Payload: 'done' } 60000 [] []
 * ```
 */
export function mockTasks(
  machine: Machine,
  mocks: Mocks | JsonValue,
  { testCase }: MockTasksOptions = {},
  { clock }: MockTasksEffects = {},
): MockedTasks {
  const given = mocks as JsonValue;
  if (testCase !== undefined && !isMockConfig(given))
    throw badMocks(`there is no test case '${testCase}': these mocks have none`, "give a MockConfigFile.json");
  const byState = isMockConfig(given) ? readMockConfig(machine, given, testCase) : readMocks(machine, given);
  const calls = new Map<MockGroup, number>();
  const missing: string[] = [];
  return {
    states: [...byState.keys()],
    missing: () => missing,
    async tasks(request) {
      const group = byState.get(request.state)?.find((candidate) => isFor(candidate, request));
      const call = group === undefined ? 0 : (calls.get(group) ?? 0);
      if (group !== undefined) calls.set(group, call + 1);
      const answer = group?.answers[group.lastStays ? Math.min(call, group.answers.length - 1) : call];
      if (answer === undefined) {
        const message = noMock(request, group, call);
        missing.push(message);
        throw new TaskFailure("NoMock", message, { endsExecution: true });
      }
      return await give(answer, request, clock);
    },
    unused: () => [...byState.values()].flatMap((groups) => unusedOf(groups, calls)),
  };
}

async function give(
  { outcome, delaySeconds }: Answer,
  { idle }: TaskRequest,
  clock: Clock | undefined,
): Promise<JsonValue> {
  if (delaySeconds > 0 && clock !== undefined) {
    const goOn = idle();
    await new Promise<void>((resolve) => void clock.schedule(delaySeconds * 1000, resolve));
    goOn();
  }
  if ("value" in outcome) return outcome.value;
  throw new TaskFailure(outcome.error, outcome.cause);
}

function isFor({ item, input }: MockGroup, { iteration, parameters }: TaskRequest): boolean {
  return (item === undefined || item === iteration) && (input === undefined || includes(parameters, input));
}

/** Whether `value` has all of `part`: objects may have more keys, all else is equal. */
function includes(value: JsonValue, part: JsonValue): boolean {
  if (isArray(part))
    return (
      isArray(value) && value.length === part.length && part.every((item, at) => includes(value[at] ?? null, item))
    );
  if (!isObject(part)) return equal(value, part);
  return (
    isObject(value) &&
    Object.entries(part).every(([key, item]) => Object.hasOwn(value, key) && includes(value[key] ?? null, item))
  );
}

function noMock({ state, iteration, parameters }: TaskRequest, group: MockGroup | undefined, call: number): string {
  const where = iteration === undefined ? "" : ` in iteration ${iteration}`;
  return group === undefined
    ? `the task ${state} has no mock${where} for ${JSON.stringify(parameters)}`
    : `the task ${state} is called ${call + 1} times, and its mocked response answers ${group.answers.length}`;
}

function unusedOf(groups: readonly MockGroup[], calls: ReadonlyMap<MockGroup, number>): readonly string[] {
  return groups.flatMap((group) => group.answers.slice(calls.get(group) ?? 0).map(({ place }) => place));
}
