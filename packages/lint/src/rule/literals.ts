import { callOf, callsIn, expressionsIn, routeOf } from "@alpha-engine/definition/data-flow";
import { isObject, type StateNode } from "@alpha-engine/definition/tree";

/** The longest text that the definition itself gives to a path's last name; "" where it gives none. */
export function longestLiteral(path: string, states: readonly StateNode[]): string {
  const name = routeOf(path)?.keys.at(-1);
  let longest = "";
  const take = (value: unknown): void => {
    if (typeof value === "string" && value.length > longest.length) longest = value;
  };
  if (name === undefined) return longest;
  for (const { raw, type } of states) {
    if (type !== "Pass") continue;
    if (typeof raw["ResultPath"] === "string" && routeOf(raw["ResultPath"])?.keys.at(-1) === name) take(raw["Result"]);
    for (const field of ["Parameters", "Result"]) visit(raw[field], name, take);
    for (const { text } of expressionsIn(raw["Parameters"], "")) {
      const call = text.includes("States.StringToJson") ? callOf(text) : undefined;
      for (const {
        name: called,
        arguments: [argument],
      } of call === undefined ? [] : callsIn(call)) {
        if (called === "States.StringToJson" && argument?.kind === "value")
          visit(jsonOf(String(argument.value)), name, take);
      }
    }
  }
  return longest;
}

function visit(value: unknown, name: string, take: (value: unknown) => void): void {
  if (!isObject(value)) return;
  take(value[name]);
  for (const inner of Object.values(value)) visit(inner, name, take);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
