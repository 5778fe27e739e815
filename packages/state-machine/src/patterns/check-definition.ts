import type { Definition, State } from "@alpha-engine/definition";

import { StateMachineError } from "../errors.ts";

/** Names are unique across the whole definition, those in branches included (AWS: DUPLICATE_STATE_NAME). */
export function checkDefinition(definition: Definition, seen: Set<string> = new Set()): void {
  const { StartAt, States } = definition;
  if (!Object.hasOwn(States, StartAt)) {
    throw new StateMachineError("DANGLING_TARGET", `the definition starts at ${StartAt}, and no state has that name`, {
      hint: "give the first step an entry that is one of its own states",
    });
  }
  for (const [name, state] of Object.entries(States)) {
    if (seen.has(name))
      throw new StateMachineError("DUPLICATE_STATE", `two states are named ${name}`, {
        hint: "give one of the two steps another name",
      });
    seen.add(name);
    for (const target of targetsOf(state)) {
      if (!Object.hasOwn(States, target)) {
        throw new StateMachineError(
          "DANGLING_TARGET",
          `${name} leads to ${target}, and no state beside it has that name`,
          {
            hint: `name a state of the same machine or branch, or add ${target} to the steps`,
          },
        );
      }
    }
    for (const branch of branchesOf(state)) checkDefinition(branch, seen);
  }
  checkReachable(definition);
}

/** The handler of failures reads `$.error`: a Choice cannot write it, and an edge that does not fails in the handler. */
export function checkErrorIsCarried({ States }: Definition, handler: string): void {
  for (const [name, state] of Object.entries(States)) {
    const caught = ((state.Catch ?? []) as readonly State[]).filter(({ Next }) => Next === handler);
    const own = state.Next === handler && !isError(state.ResultPath);
    const chosen = state.Type === "Choice" && targetsOf(state).includes(handler);
    if (own || chosen || caught.some(({ ResultPath }) => !isError(ResultPath)))
      throw new StateMachineError("ERROR_NOT_CARRIED", `${name} leads to ${handler} without writing $.error`, {
        hint: "put a Pass between that describes the failure in $.error, or catch with the ResultPath $.error",
      });
  }
}

function isError(path: unknown): boolean {
  return typeof path === "string" && (path === "$.error" || path.startsWith("$.error."));
}

function checkReachable({ StartAt, States }: Definition): void {
  const reached = new Set<string>();
  const open = [StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = States[name];
    if (reached.has(name) || state === undefined) continue;
    reached.add(name);
    open.push(...targetsOf(state));
  }
  const lost = Object.keys(States).find((name) => !reached.has(name));
  if (lost !== undefined) {
    throw new StateMachineError("UNREACHABLE_STATE", `nothing leads to ${lost}`, {
      hint: "lead an edge to it, or leave its step out",
    });
  }
}

function branchesOf(state: State): readonly Definition[] {
  return (state.Branches ?? []) as readonly Definition[];
}

function targetsOf(state: State): readonly string[] {
  const rules = [...((state.Choices ?? []) as readonly State[]), ...((state.Catch ?? []) as readonly State[])];
  return [state.Next, state.Default, ...rules.map(({ Next }) => Next)].filter((target) => typeof target === "string");
}
