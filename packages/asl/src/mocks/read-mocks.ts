import { didYouMean } from "@alpha-engine/dialect";

import type { Machine, State, TaskState } from "../definition/machine.ts";
import { AslError } from "../errors.ts";
import { equal, isArray, isObject, type JsonObject, type JsonValue } from "../json.ts";
import { checkResult } from "../test-state/check-result.ts";
import type { Answer, MockGroup } from "./mock.ts";
import { badMocks, objectWith, optionalText } from "./refuse.ts";

/** The task state of that name; mocks are for tasks only. */
export function taskNamed({ scopes }: Machine, name: string): TaskState {
  const states = [...scopes.values()].flatMap((scope) => [...scope.states.values()]);
  const state = states.find((candidate) => candidate.name === name);
  if (state?.type === "Task") return state;
  const tasks = states.filter(({ type }) => type === "Task").map((task) => task.name);
  throw badMocks(
    state === undefined
      ? `there is a mock for '${name}', but no state has that name${didYouMean(name, tasks)}`
      : `there is a mock for '${name}', but it is a ${state.type}, and only tasks are mocked`,
    tasks.length === 0 ? "the machine has no task" : `the tasks are ${tasks.join(", ")}`,
  );
}

/** Mocks in the form of {@link Mocks}, by state. */
export function readMocks(machine: Machine, mocks: JsonValue): ReadonlyMap<string, readonly MockGroup[]> {
  if (!isObject(mocks))
    throw badMocks(
      `expected an object with a mock for each task, got ${JSON.stringify(mocks)}`,
      '{"Task": {"return": …}}',
    );
  return new Map(
    Object.entries(mocks).map(([name, given]) => {
      const state = taskNamed(machine, name);
      const list = isArray(given) ? given : [given];
      if (list.length === 0)
        throw badMocks(`${name}: the list of mocks is empty`, "give it one, or leave the state out");
      return [
        name,
        groups(list.map((mock, index) => readMock(state, mock, isArray(given) ? `${name}[${index}]` : name))),
      ];
    }),
  );
}

interface OneMock extends Answer {
  readonly item?: number;
  readonly input?: JsonValue;
}

/** Those for the same calls belong together; those for particular calls come first. */
function groups(mocks: readonly OneMock[]): readonly MockGroup[] {
  const found: (MockGroup & { readonly answers: Answer[] })[] = [];
  for (const { item, input, ...answer } of mocks) {
    const same = found.find(
      (group) =>
        group.item === item &&
        (input === undefined ? group.input === undefined : group.input !== undefined && equal(group.input, input)),
    );
    if (same !== undefined) same.answers.push(answer);
    else
      found.push({
        ...(item === undefined ? {} : { item }),
        ...(input === undefined ? {} : { input }),
        answers: [answer],
        lastStays: true,
      });
  }
  const isParticular = ({ item, input }: MockGroup): boolean => item !== undefined || input !== undefined;
  return [...found.filter(isParticular), ...found.filter((group) => !isParticular(group))];
}

const WHEN = ["item", "input", "delay"];

function readMock(state: State & TaskState, mock: JsonValue, place: string): OneMock {
  const asTestState = isObject(mock) && ["result", "errorOutput", "fieldValidationMode"].some((key) => key in mock);
  const value = objectWith(
    mock,
    place,
    asTestState ? ["result", "errorOutput", "fieldValidationMode", ...WHEN] : ["return", "throw", ...WHEN],
  );
  const { item, input, delay = 0 } = value;
  if (item !== undefined && !(typeof item === "number" && Number.isInteger(item) && item >= 0))
    throw badMocks(
      `${place}.item: expected the index of an iteration, got ${JSON.stringify(item)}`,
      "they count from 0",
    );
  if (typeof delay !== "number" || !(delay >= 0))
    throw badMocks(`${place}.delay: expected seconds, got ${JSON.stringify(delay)}`, "a number from 0 up");
  return {
    ...(item === undefined ? {} : { item }),
    ...(input === undefined ? {} : { input }),
    place,
    outcome: asTestState ? testStateOutcome(state, value, place) : ownOutcome(value, place),
    delaySeconds: delay,
  };
}

function ownOutcome(mock: JsonObject, place: string): Answer["outcome"] {
  const { return: value, throw: failure } = mock;
  exactlyOne(mock, ["return", "throw"], place);
  if (value !== undefined) return { value };
  const { error, cause } = objectWith(failure, `${place}.throw`, ["error", "cause"]);
  return {
    error: optionalText(error, `${place}.throw.error`),
    cause: optionalText(cause, `${place}.throw.cause`),
  };
}

/** A mock as TestState takes it: the result as JSON text, held against the model of the service. [doc: TestState API] */
function testStateOutcome({ resource }: TaskState, mock: JsonObject, place: string): Answer["outcome"] {
  exactlyOne(mock, ["result", "errorOutput"], place);
  const { result, errorOutput, fieldValidationMode: mode = "STRICT" } = mock;
  if (mode !== "STRICT" && mode !== "PRESENT" && mode !== "NONE")
    throw badMocks(
      `${place}.fieldValidationMode: there is no ${JSON.stringify(mode)}`,
      "it is STRICT, PRESENT or NONE",
    );
  if (result === undefined) {
    const { error, cause } = objectWith(errorOutput, `${place}.errorOutput`, ["error", "cause"]);
    return {
      error: optionalText(error, `${place}.errorOutput.error`),
      cause: optionalText(cause, `${place}.errorOutput.cause`),
    };
  }
  const value = typeof result === "string" ? parsedText(result, place) : result;
  try {
    checkResult(resource, value, mode);
  } catch (error) {
    if (!(error instanceof AslError)) throw error;
    throw badMocks(`${place}: ${error.message}`, "give what the service answers, or a fieldValidationMode of NONE");
  }
  return { value };
}

function parsedText(text: string, place: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw badMocks(
      `${place}.result: expected JSON text, got ${text.slice(0, 60)}`,
      'write text itself as "\\"text\\""',
    );
  }
}

function exactlyOne(mock: JsonObject, names: readonly [string, string], place: string): void {
  const given = names.filter((name) => Object.hasOwn(mock, name));
  if (given.length !== 1)
    throw badMocks(
      `${place}: expected either ${names.join(" or ")}, got ${given.length === 0 ? "neither" : "both"}`,
      "give one of the two",
    );
}
