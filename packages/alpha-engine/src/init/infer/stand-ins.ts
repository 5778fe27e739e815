import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { functionName, isObject, type StateNode, textOf } from "@alpha-engine/definition/tree";
import { actionOf, modelledResource } from "@alpha-engine/local-cloud/models";

import { startedName } from "./siblings.ts";
import type { Asked, Studied } from "./study.ts";

/** What a task answers in place of what it calls. */
export interface StandIn {
  answer: JsonValue;
  readonly states: string[];
  /** What it stands for. */
  readonly what: string;
}

/** Stand-ins by function, for all, and by state, for each definition. */
export interface StandIns {
  readonly shared: Map<string, StandIn>;
  readonly own: Map<string, Map<string, StandIn>>;
}

/** For each task that calls what no local cloud has, an answer with exactly what is read of it. */
export function standInsOf(all: readonly Studied[], siblings: ReadonlyMap<string, string>): StandIns {
  const shared = new Map<string, StandIn>();
  const own = new Map<string, Map<string, StandIn>>();
  for (const studied of all) {
    const mine = new Map<string, StandIn>();
    own.set(studied.name, mine);
    for (const asked of studied.asked) {
      const { state, call } = asked;
      const answer = studied.invented.answers.get(state.path)?.value ?? {};
      const called =
        call.service === "lambda" && call.action === "invoke" && !call.sdk ? functionName(call) : undefined;
      if (called !== undefined && call.pattern === "request-response" && isPlain(called)) {
        const payload = textOf(state.raw["Resource"]).includes(":function:") ? answer : payloadOf(answer);
        if (joins(shared, called, payload, state)) continue;
      }
      const what = isRun(asked, siblings) ? undefined : whatOf(asked, studied);
      if (what !== undefined) mine.set(state.name, { answer, states: [state.path], what });
    }
  }
  return { shared, own };
}

/** Whether it starts a definition that is run itself; who would send a token back cannot be told. */
function isRun({ call, parameters }: Asked, siblings: ReadonlyMap<string, string>): boolean {
  const name = call.action === "startExecution" ? startedName(parameters["StateMachineArn"]) : undefined;
  return call.pattern !== "callback" && name !== undefined && [...siblings.values()].includes(name);
}

/** One function answers all states that invoke it; where they want different things of one place, each has its own. */
function joins(shared: Map<string, StandIn>, name: string, answer: JsonValue, { path }: StateNode): boolean {
  const known = shared.get(name);
  const both = known === undefined ? answer : together(known.answer, answer);
  if (both === undefined) return false;
  if (known === undefined) shared.set(name, { answer: both, states: [path], what: `what the function answers` });
  else {
    known.answer = both;
    known.states.push(path);
  }
  return true;
}

function together(one: JsonValue, other: JsonValue): JsonValue | undefined {
  if (JSON.stringify(one) === JSON.stringify(other) || isEmpty(other)) return one;
  if (isEmpty(one)) return other;
  if (!isObject(one) || !isObject(other)) return undefined;
  const made: [string, JsonValue][] = [];
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [left, right] = [one[key], other[key]];
    const both = left === undefined ? right : right === undefined ? left : together(left, right);
    if (both === undefined) return undefined;
    made.push([key, both]);
  }
  return Object.fromEntries(made);
}

function isEmpty(value: JsonValue): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isPlain(name: string): boolean {
  return /^[\w-]+$/.test(name);
}

function payloadOf(answer: JsonValue): JsonValue {
  return isObject(answer) ? (answer["Payload"] ?? {}) : {};
}

/** What is modelled and still has nothing to answer with in a cloud that has just begun. */
const EMPTY_HANDED = new Set(["lambda:invoke", "sqs:receiveMessage", "lambda:invokeAsync"]);

/** What a task calls, where the local cloud has nothing of it. */
function whatOf({ state, call, parameters }: Asked, studied: Studied): string | undefined {
  const resource = textOf(state.raw["Resource"]);
  const action = actionOf(resource);
  if (resource.includes(":activity:")) return "what a worker of the activity answers";
  if (call.pattern === "callback") return sendsToken(parameters) ? undefined : "what comes back with the token";
  if (call.service === "states" && call.action === "startExecution")
    return call.pattern === "sync" ? "how the other state machine ends" : "the other state machine's start";
  if (call.service === "lambda" && action.startsWith("lambda:")) return "what the function answers";
  if (modelledResource(resource).is !== "modelled") return `${action} is not modelled`;
  const { fields = [] } = studied.invented.answers.get(state.path) ?? {};
  return EMPTY_HANDED.has(`${call.service}:${call.action}`) && fields.length > 0
    ? `${action} has nothing to answer yet`
    : undefined;
}

/** Whether a script sends the token back by itself. */
function sendsToken(parameters: JsonObject): boolean {
  return /send-task-success|send_task_success/.test(JSON.stringify(parameters));
}
