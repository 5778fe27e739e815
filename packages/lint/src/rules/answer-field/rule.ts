import type { Shape } from "@alpha-engine/asl";
import { callOf, callsIn, expressionsIn, routeOf, routeOfPath } from "@alpha-engine/definition/data-flow";
import { at, isObject, type StateNode } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import { answeredTo } from "../../rule/integrations.ts";
import { jsonataTexts } from "../../rule/jsonata-texts.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "answer-field",
  severity: "error",
  preset: "recommended",
  what: "A task reads a field of its own answer that the service does not give: a function's field beside Payload, the Output of an execution that is only started.",
  why: "JSONPath ends the execution with States.Runtime, JSONata fails the evaluation, each time the call has gone well.",
  mend: "lambda:invoke answers under Payload; startExecution.sync:2 waits and answers under Output; DynamoDB under Item, with the type of each attribute: Item.name.S.",
  known:
    "public definitions: $states.result.x mended to $states.result.Payload.x, runs that were started and not waited for (2021 to 2025)",
  *check({ states }) {
    for (const state of states) {
      const answer = answeredTo(state);
      if (answer === undefined) continue;
      for (const { text, keys, pointer } of state.isJsonata ? inJsonata(state) : inJsonPath(state)) {
        const problem = missing(answer, keys, state.isJsonata);
        if (problem !== undefined) yield { message: `reads ${text} of its answer, ${problem}`, state, pointer };
      }
    }
  },
};

interface Read {
  readonly text: string;
  readonly keys: readonly string[];
  readonly pointer: string;
}

/** A ResultSelector reads the answer; without it Assign does, and OutputPath where the answer is the output. */
function* inJsonPath({ raw, pointer }: StateNode): Iterable<Read> {
  const selector = raw["ResultSelector"];
  const field = selector === undefined ? "Assign" : "ResultSelector";
  if (isObject(raw[field]))
    for (const expression of expressionsIn(raw[field], at(pointer, field)))
      for (const path of pathsOf(expression.text)) yield { ...path, pointer: expression.pointer };
  const isOutput = selector === undefined && (raw["ResultPath"] === undefined || raw["ResultPath"] === "$");
  if (isOutput && typeof raw["OutputPath"] === "string")
    for (const path of pathsOf(raw["OutputPath"])) yield { ...path, pointer: at(pointer, "OutputPath") };
}

function pathsOf(text: string): readonly Omit<Read, "pointer">[] {
  const call = text.startsWith("$") ? undefined : callOf(text);
  const routes =
    call === undefined
      ? [{ text, route: routeOf(text) }]
      : callsIn(call)
          .flatMap(({ arguments: given }) => given.flatMap((one) => (one.kind === "path" ? [one.path] : [])))
          .map((path) => ({ text: path.text, route: routeOfPath(path) }));
  return routes.flatMap(({ text: own, route }) => (route?.root === "input" ? [{ text: own, keys: route.keys }] : []));
}

function* inJsonata(state: StateNode): Iterable<Read> {
  const own = ["Output", "Assign"].map((field) => at(state.pointer, field));
  for (const { expression, pointer } of jsonataTexts(state)) {
    if (!own.some((field) => pointer === field || pointer.startsWith(`${field}/`))) continue;
    for (const [text, path = ""] of expression.matchAll(
      /\$states\.result((?:\s*\.\s*[A-Za-z_]\w*(?!\w|\s*\()|\[-?\d+\])+)/g,
    ))
      yield { text, keys: [...path.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name), pointer };
  }
}

/** Why nothing can be at `keys`; in JSONata a name looks into every item of a list. */
function missing(answer: Shape, keys: readonly string[], throughLists: boolean): string | undefined {
  let shape = answer;
  const way: string[] = [];
  for (const key of keys) {
    while (throughLists && shape.type === "list") shape = shape.item;
    const where = way.length === 0 ? "it" : way.join(".");
    if (shape.type === "any") return undefined;
    if (shape.type === "object") {
      const field = shape.fields.get(key);
      if (field === undefined) return `and ${where} has no ${key}${instead(key, [...shape.fields.keys()])}`;
      shape = field.shape;
    } else if (shape.type === "map") shape = shape.value;
    else if (shape.type === "list") {
      if (!/^-?\d+$/.test(key)) return `and ${where} is a list`;
      shape = shape.item;
    } else return `and ${where} is a ${shape.type === "string" ? "text" : shape.type}`;
    way.push(key);
  }
  return undefined;
}

function instead(key: string, names: readonly string[]): string {
  const near = nearest(key, names);
  if (near !== undefined) return `; it has ${near}`;
  return names.includes("Payload") ? "; what the function answers is in Payload" : "";
}
