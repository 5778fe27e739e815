import { didYouMean } from "@alpha-engine/dialect";

import { RehearsalError } from "../errors.ts";
import type { WorkState } from "../history/work-states.ts";
import { ANY_SERVICE, FAULT_KINDS, type Strikes } from "./fault-kinds.ts";
import { readKind } from "./read-kind.ts";
import type { Field } from "./read-later.ts";
import type { StateFault } from "./state-faults.ts";

/** Refuses faults that are aimed at nothing, or at what cannot fail in this way. */
export function checkFaults(
  faults: readonly StateFault[],
  states: readonly WorkState[],
  read: (state: string) => readonly Field[] = () => [],
): void {
  for (const fault of faults) {
    check(fault, states);
    const { id, field } = readKind(fault.kind);
    const own = states.find(({ name }) => name === fault.state);
    if (id !== "lambda:bad-answer" || field !== undefined || own?.kind !== "lambda" || read(fault.state).length > 0)
      continue;
    const text = `the fault ${fault.kind} ${fault.state}: no later state reads a field of what its function answers`;
    throw new RehearsalError("CANNOT_INJECT", text, { hint: "name the field: lambda:bad-answer:FIELD" });
  }
}

function check({ state, kind, item }: StateFault, states: readonly WorkState[]): void {
  const { strikes, id } = readKind(kind);
  const possible = states.filter((one) => canMeet(strikes, one)).map(({ name }) => name);
  const aimed = states.filter(({ name }) => name === state);
  if (possible.includes(state)) {
    if (item === undefined || aimed.some(({ inMap }) => inMap)) return;
    const text = `the fault ${kind} ${state}[${item}]: ${state} is in no Map and has no items`;
    throw new RehearsalError("CANNOT_INJECT", text, { hint: `aim at ${state}` });
  }
  const [first] = aimed;
  if (first === undefined) {
    const none = possible.length === 0 ? "no state can fail in this way" : `expected one of ${possible.join(", ")}`;
    const text = `the fault ${kind} ${state}: there is no such state${didYouMean(state, possible)}; ${none}`;
    throw new RehearsalError("NO_SUCH_STATE", text, { hint: "a fault is aimed at a task by its name" });
  }
  const others = FAULT_KINDS.filter((each) => canMeet(each.strikes, first)).map((each) => each.id);
  const can = others.length === 0 ? "nothing that it does can" : `it can have ${others.join(", ")}`;
  const there = possible.length === 0 ? "" : `; expected one of ${possible.join(", ")}`;
  throw new RehearsalError("CANNOT_INJECT", `the fault ${kind} ${state}: this state cannot fail in this way${there}`, {
    hint: `${state}: ${can}; ${id} ${FAULT_KINDS.find((each) => each.id === id)?.does ?? ""}`,
  });
}

/** Whether what a state sets going may come by it: what a script, a function or another execution asks for cannot be seen. */
export function canMeet(strikes: readonly Strikes[], { kind, service }: WorkState): boolean {
  if (service === undefined) return false;
  const anything = service === "states";
  return strikes.some((each) => {
    if (each === "command") return kind === "ssm" || anything;
    if (each === "function") return kind === "lambda" || anything;
    if (each === "rented") return kind === "ssm" || kind === "lambda" || service === "ec2" || anything;
    const asksAnything = kind === "ssm" || kind === "lambda" || anything;
    return asksAnything || each === ANY_SERVICE || each.includes(service);
  });
}
