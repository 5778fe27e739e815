import { refusalOf } from "../definition/diagnostic.ts";
import type { Machine, State } from "../definition/machine.ts";
import { compile } from "../definition/parse.ts";
import { AslError } from "../errors.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Problem } from "../problem.ts";
import { invalidRequest } from "./request.ts";

/** What AWS calls a state that is tested. [recordings: test_state] */
const NAME = "StateName";

export interface TestedState {
  readonly machine: Machine;
  readonly state: State;
}

/** A machine that has only the state to be tested. */
export function testedMachine(definition: unknown, stateName: string | undefined): TestedState {
  const value = typeof definition === "string" ? parsed(definition) : definition;
  const alone = stateName === undefined;
  const { machine, problems } = compile(alone ? { StartAt: NAME, States: { [NAME]: value } } : value);
  // A state on its own names states that are not there.
  const serious = alone
    ? problems.filter(({ code }) => code !== "UNKNOWN_TARGET" && code !== "NO_TERMINAL_STATE")
    : problems;
  if (machine === undefined || serious.length > 0) throw invalidDefinition(serious);
  const found = findState(machine, stateName ?? NAME);
  if (found === undefined) throw invalidRequest("State not found in definition");
  const state = { ...found, name: NAME };
  const root = { pointer: "", startAt: NAME, states: new Map([[NAME, state]]) };
  const { timeoutSeconds: _, ...rest } = machine;
  return { machine: { ...rest, root, scopes: new Map([["", root]]) }, state };
}

function findState({ scopes }: Machine, name: string): State | undefined {
  return [...scopes.values()].map(({ states }) => states.get(name)).find((state) => state !== undefined);
}

function parsed(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AslError(
      "INVALID_DEFINITION",
      `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${(error as Error).message}'`,
    );
  }
  if (isObject(value)) return value;
  throw new AslError("INVALID_DEFINITION", "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'");
}

function invalidDefinition(problems: readonly Problem[]): AslError {
  return new AslError("INVALID_DEFINITION", refusalOf(problems));
}
