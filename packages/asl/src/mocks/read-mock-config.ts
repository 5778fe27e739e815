import { didYouMean } from "@alpha-engine/dialect";

import type { Machine } from "../definition/machine.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Answer, MockGroup } from "./mock.ts";
import { taskNamed } from "./read-mocks.ts";
import { badMocks, objectWith, optionalText } from "./refuse.ts";

/** Whether these are mocks as Step Functions Local reads them. */
export function isMockConfig(mocks: JsonValue): mocks is JsonObject {
  return isObject(mocks) && (Object.hasOwn(mocks, "StateMachines") || Object.hasOwn(mocks, "MockedResponses"));
}

/**
 * The mocks of one test case of a MockConfigFile.json. A response that no mocked state of the case uses is not looked at,
 * as Step Functions Local does not; calls are counted over the whole execution. [doc: mocked service integrations]
 */
export function readMockConfig(
  machine: Machine,
  config: JsonObject,
  testCase: string | undefined,
): ReadonlyMap<string, readonly MockGroup[]> {
  const { StateMachines, MockedResponses = {} } = objectWith(config, "the file", ["StateMachines", "MockedResponses"]);
  const responses = objectOf(MockedResponses, "MockedResponses");
  const states = caseNamed(casesOf(objectOf(StateMachines, "StateMachines")), testCase);
  return new Map(
    Object.entries(states).map(([state, response]) => {
      taskNamed(machine, state);
      const answers = answersOf(responseNamed(response, responses, state), state);
      return [
        state,
        [{ answers: answers.map((answer, call) => ({ ...answer, place: `${state}[${call}]` })), lastStays: false }],
      ];
    }),
  );
}

function responseNamed(name: JsonValue, responses: JsonObject, state: string): JsonObject {
  const known = Object.keys(responses);
  if (typeof name === "string" && Object.hasOwn(responses, name)) return objectOf(responses[name], name);
  throw badMocks(
    `${state} shall answer with ${JSON.stringify(name)}, and no mocked response has that name${typeof name === "string" ? didYouMean(name, known) : ""}`,
    known.length === 0 ? "give MockedResponses" : `the mocked responses are ${known.join(", ")}`,
  );
}

interface TestCase {
  /** `Machine#Case`, as an execution is started with it. */
  readonly name: string;
  readonly states: JsonObject;
}

function casesOf(machines: JsonObject): readonly TestCase[] {
  return Object.entries(machines).flatMap(([machine, value]) => {
    const { TestCases } = objectWith(value, machine, ["TestCases"]);
    return Object.entries(objectOf(TestCases, `${machine}.TestCases`)).map(([name, states]) => ({
      name: `${machine}#${name}`,
      states: objectOf(states, `${machine}.TestCases.${name}`),
    }));
  });
}

function caseNamed(cases: readonly TestCase[], wanted: string | undefined): JsonObject {
  const found = cases.filter(({ name }) => wanted === undefined || name === wanted || afterHash(name) === wanted);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first.states;
  const names = cases.map(({ name }) => name);
  throw badMocks(
    wanted === undefined
      ? `there ${names.length === 0 ? "is no test case" : "is more than one test case"}`
      : found.length > 1
        ? `more than one test case is called '${wanted}'`
        : `no test case is called '${wanted}'${didYouMean(wanted, [...names, ...names.map(afterHash)])}`,
    names.length === 0 ? "give a machine of StateMachines its TestCases" : `choose one of ${names.join(", ")}`,
  );
}

function afterHash(name: string): string {
  return name.slice(name.indexOf("#") + 1);
}

/** `"0"`, `"1-3"`: what each call is answered with. */
function answersOf(response: JsonObject, name: string): readonly Omit<Answer, "place">[] {
  const answers: Omit<Answer, "place">[] = [];
  for (const [calls, outcome] of Object.entries(response)) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(calls) ?? [];
    if (from === undefined || Number(to) < Number(from) || Number(to) > MOST_CALLS)
      throw badMocks(
        `${name}: '${calls}' is no number of a call`,
        'write "0" for the first call, "1-3" for three more',
      );
    for (let call = Number(from); call <= Number(to); call++) {
      if (answers[call] !== undefined) throw badMocks(`${name}: call ${call} has two answers`, "give each call one");
      answers[call] = { outcome: outcomeOf(outcome, `${name}.${calls}`), delaySeconds: 0 };
    }
  }
  const hole = Array.from(answers).findIndex((answer) => answer === undefined);
  if (hole >= 0) throw badMocks(`${name}: call ${hole} has no answer, but a later one has`, "calls count from 0");
  return answers;
}

const MOST_CALLS = 25_000;

function outcomeOf(value: JsonValue, place: string): Answer["outcome"] {
  const { Return, Throw } = objectWith(value, place, ["Return", "Throw"]);
  if ((Return === undefined) === (Throw === undefined))
    throw badMocks(
      `${place}: expected either Return or Throw, got ${Return === undefined ? "neither" : "both"}`,
      "give one of the two",
    );
  if (Return !== undefined) return { value: Return };
  const { Error: error, Cause } = objectWith(Throw, `${place}.Throw`, ["Error", "Cause"]);
  return { error: optionalText(error, `${place}.Throw.Error`), cause: optionalText(Cause, `${place}.Throw.Cause`) };
}

function objectOf(value: JsonValue | undefined, place: string): JsonObject {
  if (isObject(value)) return value;
  throw badMocks(
    `${place}: expected an object, got ${JSON.stringify(value)}`,
    "write it as Step Functions Local reads it",
  );
}
