import type { JsonValue } from "@alpha-engine/asl";
import { at, isObject, type StateNode, textOf } from "@alpha-engine/definition/tree";
import { nearest } from "@alpha-engine/dialect";

import type { Found, Rule } from "../../rule/rule.ts";

/** What the Context object holds, a `*` for what a definition cannot tell (AWS's documentation of it, 2026-11). */
const CONTEXT: Shape = {
  Execution: {
    Id: {},
    Input: "*",
    Name: {},
    RedriveCount: {},
    RedriveTime: {},
    RoleArn: {},
    StartTime: {},
  },
  Map: { Item: { Index: {}, Key: {}, Source: {}, Value: "*" } },
  State: { EnteredTime: {}, Name: {}, RetryCount: {} },
  StateMachine: { Id: {}, Name: {} },
  Task: { Token: {} },
};

type Shape = "*" | { readonly [name: string]: Shape };

export const rule: Rule = {
  id: "context-field",
  severity: "error",
  preset: "recommended",
  what: "A field of the Context object that is not there: a name that it does not have, the item outside a Map, the token outside a task that waits for it, one $ for two.",
  why: "The execution ends in States.Runtime when it comes here, or in a failed evaluation.",
  mend: "$$.Execution has Id, Input, Name, RoleArn, StartTime; $$.State Name, EnteredTime, RetryCount; $$.StateMachine Id and Name; $$.Map.Item Index and Value; $$.Task Token.",
  known: "documentation of the Context object; $$.Map.Item.value in public definitions (2024)",
  *check({ states }) {
    for (const state of states) {
      for (const { text, pointer } of expressionsOf(state)) {
        for (const [whole, steps = ""] of text.matchAll(state.isJsonata ? JSONATA : JSONPATH)) {
          const keys = [...steps.matchAll(/\.(\w+)|\['([^']+)'\]/g)].map(([, name, quoted]) => name ?? quoted ?? "");
          const message = unknown(keys, whole) ?? misplaced(keys, state, pointer, whole);
          if (message !== undefined) yield { message, state, pointer };
        }
        yield* state.isJsonata ? unknownOfStates(text, state, pointer) : oneDollar(text, state, pointer);
      }
    }
  },
};

const JSONPATH = /(?<![\w$])\$\$((?:\.\w+|\['[^']+'\])+)/g;
const JSONATA = /\$states\.context((?:\.\w+)+)/g;

const OF_STATES = ["context", "errorOutput", "input", "result"];

function* unknownOfStates(text: string, state: StateNode, pointer: string): Iterable<Found> {
  for (const [whole, name = ""] of text.matchAll(/\$states\.(\w+)/g)) {
    if (OF_STATES.includes(name)) continue;
    const near = nearest(name, OF_STATES);
    yield { message: `there is no ${whole}${near === undefined ? "" : `; there is $states.${near}`}`, state, pointer };
  }
}

/** A path of the context whose second $ is missing. */
function* oneDollar(text: string, state: StateNode, pointer: string): Iterable<Found> {
  for (const [whole] of text.matchAll(
    /(?<![\w$])\$\.(?:Map\.Item\.(?:Index|Value)|Task\.Token|StateMachine\.Id|State\.EnteredTime|Execution\.(?:Id|StartTime))\b/g,
  ))
    yield {
      message: `${whole} is read from the input; of the context it is $${whole}`,
      state,
      pointer,
      severity: "warning",
    };
}

function unknown(keys: readonly string[], whole: string): string | undefined {
  let shape: Shape = CONTEXT;
  for (const key of keys) {
    if (shape === "*" || Object.keys(shape).length === 0) return undefined;
    const inner: Shape | undefined = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (inner === undefined) {
      const near =
        nearest(key, Object.keys(shape)) ?? Object.keys(shape).find((name) => name.toLowerCase() === key.toLowerCase());
      return `the Context object has no ${whole}${near === undefined ? `; beside it there is ${Object.keys(shape).join(", ")}` : `; it has ${near}`}`;
    }
    shape = inner;
  }
  return undefined;
}

function misplaced([first]: readonly string[], state: StateNode, pointer: string, whole: string): string | undefined {
  if (first === "Task" && !mayHaveToken(state))
    return `${whole} is there only in a task that can be answered by token (.waitForTaskToken, .sync)`;
  if (first !== "Map") return undefined;
  const isItems =
    state.type === "Map" &&
    /^\/(?:ItemSelector|Parameters|ItemBatcher)(?:\/|$)/.test(pointer.slice(state.pointer.length));
  return isItems || isInMap(state)
    ? undefined
    : `${whole} is there only in a Map: in its ItemSelector, and in the states inside it`;
}

/** A task that is a job has a token, too; of a Resource that is filled in later nothing is known (recordings of .sync tasks that were answered by token). */
function mayHaveToken({ type, raw, call }: StateNode): boolean {
  if (type !== "Task") return false;
  return call?.pattern !== "request-response" || !/^arn:[^$]*$/.test(textOf(raw["Resource"]));
}

function isInMap(state: StateNode): boolean {
  for (let { parent } = state.scope; parent !== undefined; parent = parent.scope.parent)
    if (parent.type === "Map") return true;
  return false;
}

interface Expression {
  readonly text: string;
  readonly pointer: string;
}

/** Every text of a state that is evaluated. */
function expressionsOf({ own, pointer, isJsonata }: StateNode): readonly Expression[] {
  const found: Expression[] = [];
  const pending: { value: JsonValue; pointer: string; evaluated: boolean }[] = [
    { value: own, pointer, evaluated: false },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value } = next;
    if (typeof value === "string") {
      if (isJsonata ? value.startsWith("{%") : next.evaluated) found.push({ text: value, pointer: next.pointer });
    } else if (Array.isArray(value))
      for (const [index, item] of (value as readonly JsonValue[]).entries())
        pending.push({ value: item, pointer: at(next.pointer, index), evaluated: false });
    else if (isObject(value))
      for (const [key, item] of Object.entries(value))
        pending.push({ value: item, pointer: at(next.pointer, key), evaluated: EVALUATED.test(key) });
  }
  return found.toReversed();
}

const EVALUATED = /\.\$$|^Variable$|^(?!ResultPath$)\w*Path$/;
