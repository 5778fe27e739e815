import type { Machine, Scope, Source, State } from "../definition/machine.ts";
import { callIntrinsic } from "../intrinsics/evaluate-intrinsic.ts";
import { IntrinsicProblem } from "../intrinsics/functions.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { evaluatePath, type PathData } from "../paths/evaluate-path.ts";
import type { Path } from "../paths/path.ts";
import type { Jsonata, Template } from "../templates/template.ts";
import type { Effect, Evaluation, EvaluationAnswer, Execution, Frame, Thread, Timer } from "./execution.ts";
import { during, runtimeFailure, StateFailure, Suspension } from "./failure.ts";
import { detailsKey, type HistoryEvent } from "./history.ts";
import { nextRandom } from "./random.ts";

/** What expressions of one state see, besides variables and context. */
export interface Scene {
  /** `$` and `$states.input`. */
  readonly input: JsonValue;
  /** `$states.result`. */
  readonly result?: JsonValue;
  /** `$states.errorOutput`. */
  readonly errorOutput?: JsonValue;
  /** `$$.Map` while an item is being selected. */
  readonly map?: JsonObject;
}

/** A thread that is in a state. */
export interface Active extends Thread {
  frame: Frame;
}

/** One transition in the making: the execution it changes and the effects it collects. */
export class Run {
  readonly machine: Machine;
  readonly execution: Execution;
  readonly effects: Effect[] = [];
  #pending: Evaluation[] = [];
  #answered = 0;

  constructor(machine: Machine, execution: Execution) {
    this.machine = machine;
    this.execution = execution;
  }

  newId(): string {
    return String(++this.execution.lastId);
  }

  random(): number {
    const { value, seed } = nextRandom(this.execution.seed);
    this.execution.seed = seed;
    return value;
  }

  // --- where a thread is

  scope(thread: Thread): Scope {
    const scope = this.machine.scopes.get(thread.scope);
    if (scope === undefined)
      throw new Error(`The machine has no scope '${thread.scope}': the execution belongs to another definition.`);
    return scope;
  }

  state(thread: Active): State {
    const state = this.scope(thread).states.get(thread.frame.state);
    if (state === undefined)
      throw new Error(`The machine has no state '${thread.frame.state}': the execution belongs to another definition.`);
    return state;
  }

  active(id: string): Active | undefined {
    const thread = this.execution.threads[id];
    return thread?.frame === undefined ? undefined : (thread as Active);
  }

  // --- history

  /** Appends an event after the thread's latest one. */
  record(thread: Thread, type: string, details?: object, previousEventId: number = thread.previousEventId): number {
    if (thread.silent) return this.execution.lastEventId;
    const id = ++this.execution.lastEventId;
    const event: HistoryEvent = {
      id,
      previousEventId,
      type,
      timestamp: new Date(this.execution.now).toISOString(),
      ...(details === undefined ? {} : { [detailsKey(type)]: details }),
    };
    this.effects.push({ type: "history", event });
    thread.previousEventId = id;
    return id;
  }

  // --- timers

  startTimer(purpose: Timer["purpose"], thread: Thread, delayMs: number): string {
    return this.startTimerAt(purpose, thread, this.execution.now + delayMs);
  }

  startTimerAt(purpose: Timer["purpose"], thread: Thread, at: number): string {
    const id = this.newId();
    this.execution.timers[id] = { purpose, thread: thread.id };
    thread.frame?.timers.push(id);
    this.effects.push({ type: "wake", id, at });
    return id;
  }

  /** Stops what the state has under way. */
  cancelPending(thread: Active): void {
    const { frame } = thread;
    for (const id of frame.timers) this.#cancelTimer(id);
    frame.timers = [];
    if (frame.task === undefined) return;
    delete this.execution.tasks[frame.task];
    this.effects.push({ type: "cancel-task", id: frame.task });
    delete frame.task;
  }

  cancelTimers(thread: Active, purpose: Timer["purpose"]): void {
    thread.frame.timers = thread.frame.timers.filter((id) => {
      if (this.execution.timers[id]?.purpose !== purpose) return true;
      this.#cancelTimer(id);
      return false;
    });
  }

  #cancelTimer(id: string): void {
    if (this.execution.timers[id] === undefined) return;
    delete this.execution.timers[id];
    this.effects.push({ type: "cancel-wake", id });
  }

  // --- data

  /** The context object, `$$`. */
  context(thread: Active, map: JsonObject | undefined = thread.map): JsonObject {
    const { state, enteredAt, retryCount, token } = thread.frame;
    return {
      ...this.execution.context,
      State: {
        Name: state,
        EnteredTime: new Date(enteredAt).toISOString(),
        ...("retry" in this.state(thread) ? { RetryCount: retryCount } : {}),
      },
      ...(token === undefined ? {} : { Task: { Token: token } }),
      ...(map === undefined ? {} : { Map: map }),
    };
  }

  pathData(thread: Active, scene: Scene): PathData {
    return { input: scene.input, context: () => this.context(thread, scene.map), variables: thread.variables };
  }

  /** A failure of the state's data flow. */
  failure(thread: Active, message: string): StateFailure {
    return runtimeFailure(thread.frame.state, thread.frame.enteredEventId, message);
  }

  /** The value at `InputPath` or `OutputPath`. */
  wholePath(thread: Active, path: Path | null, input: JsonValue): JsonValue {
    if (path === null) return {};
    if (path.segments.length === 0 && path.root.kind === "input") return input;
    const data = this.pathData(thread, { input });
    const value = evaluatePath(path, data);
    if (value === undefined) throw this.failure(thread, `Invalid path '${path.text}' : ${noResults(path, data)}`);
    return value;
  }

  /** The values of several templates, in order: all their expressions are evaluated in one go. */
  values(thread: Active, requests: readonly (readonly [template: Template, scene: Scene])[]): JsonValue[] {
    const answers = this.#evaluate(
      thread,
      requests.flatMap(([template, scene]) => expressionsOf(template).map((jsonata) => ({ jsonata, scene }))),
    );
    return requests.map(([template, scene]) => this.#fill(thread, template, scene, answers));
  }

  value(thread: Active, template: Template, scene: Scene): JsonValue {
    if (template.kind === "literal") return template.value;
    return this.values(thread, [[template, scene]])[0] ?? null;
  }

  /** The value of a field that may be a path or an expression; `undefined` where a path finds nothing. */
  source<T extends JsonValue>(thread: Active, source: Source<T>, scene: Scene): JsonValue | undefined {
    if (source.kind === "literal") return source.value;
    if (source.kind === "path") return evaluatePath(source.path, this.pathData(thread, scene));
    return this.value(thread, source.kind === "template" ? source.template : source, scene);
  }

  // --- JSONata

  /** Forgets the answers when a step is done. */
  stepDone(): void {
    this.execution.answers = [];
    this.#answered = 0;
  }

  /** Asks for what the interrupted step needs. */
  suspend(): void {
    const id = this.newId();
    this.execution.evaluation = { id };
    this.effects.push({ type: "evaluate", id, evaluations: this.#pending });
    this.#pending = [];
    this.#answered = 0;
  }

  /**
   * Steps change nothing before their expressions have values: a step that needs some stops here, and runs again
   * from its beginning when they are there.
   */
  #evaluate(thread: Active, requests: readonly { jsonata: Jsonata; scene: Scene }[]): Map<Jsonata, EvaluationAnswer> {
    if (requests.length === 0) return new Map();
    const start = this.#answered;
    this.#answered += requests.length;
    if (this.execution.answers.length < this.#answered) {
      this.#pending = requests.map(({ jsonata: { expression }, scene: { map, ...scene } }) => ({
        expression,
        states: { ...scene, context: this.context(thread, map) },
        variables: thread.variables,
        at: this.execution.now,
        seed: Math.floor(this.random() * 2 ** 31),
      }));
      throw new Suspension();
    }
    return new Map(
      requests.map(({ jsonata }, index) => [jsonata, this.execution.answers[start + index] ?? { kind: "undefined" }]),
    );
  }

  #answer(thread: Active, { expression, field }: Jsonata, answer: EvaluationAnswer | undefined): JsonValue {
    if (answer?.kind === "value") return answer.value;
    const what = `The JSONata expression '${expression}' specified for the field '${field}'`;
    if (answer?.kind === "error")
      throw this.queryFailure(thread, field, `${what} threw an error during evaluation. ${answer.message}`);
    if (answer?.kind === "unsupported")
      throw this.queryFailure(thread, field, `${what} returned an unsupported result type.`);
    throw this.queryFailure(thread, field, `${what} returned nothing (undefined).`);
  }

  queryFailure({ frame }: Active, location: string, message: string): StateFailure {
    return new StateFailure({
      error: "States.QueryEvaluationError",
      cause: `${during(frame.state, frame.enteredEventId)} ${message}`,
      location,
    });
  }

  // --- templates

  #fill(thread: Active, template: Template, scene: Scene, answers: Map<Jsonata, EvaluationAnswer>): JsonValue {
    switch (template.kind) {
      case "literal":
        return template.value;
      case "list":
        return template.items.map((item) => this.#fill(thread, item, scene, answers));
      case "object":
        return Object.fromEntries(
          template.entries.map(([key, item]) => [key, this.#fill(thread, item, scene, answers)]),
        );
      case "jsonata":
        return this.#answer(thread, template, answers.get(template));
      case "path": {
        const value = evaluatePath(template.path, this.pathData(thread, scene));
        return value === undefined ? this.#missing(thread, template.path, template.field, scene) : value;
      }
      default:
        return this.#call(thread, template, scene);
    }
  }

  #call(thread: Active, { call, field }: Extract<Template, { kind: "call" }>, scene: Scene): JsonValue {
    try {
      return callIntrinsic(call, {
        ...this.pathData(thread, scene),
        random: () => this.random(),
        missing: (path) => this.#missing(thread, path, field, scene),
      });
    } catch (error) {
      if (!(error instanceof IntrinsicProblem)) throw error;
      throw this.failure(thread, `The function '${call.text}' had the following error: ${error.message}`);
    }
  }

  #missing(thread: Active, path: Path, field: string, scene: Scene): never {
    throw this.failure(
      thread,
      `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scene.input)}'`,
    );
  }
}

/** Why a path found nothing, in the words of AWS's path library. */
export function noResults(path: Path, data: PathData): string {
  const names = path.segments.map((segment) =>
    segment.kind === "index" ? `[${segment.index}]` : segment.kind === "name" ? `['${segment.name}']` : "[*]",
  );
  if (path.segments.length <= 1) return `No results for path: $${names.join("")}`;
  let known = 0;
  while (
    known < path.segments.length &&
    evaluatePath({ ...path, segments: path.segments.slice(0, known + 1) }, data) !== undefined
  )
    known++;
  return known === path.segments.length - 1
    ? `No results for path: $${names.join("")}`
    : `Missing property in path $${names.slice(0, known + 1).join("")}`;
}

function expressionsOf(template: Template): Jsonata[] {
  if (template.kind === "jsonata") return [template];
  if (template.kind === "list") return template.items.flatMap(expressionsOf);
  return template.kind === "object" ? template.entries.flatMap(([, item]) => expressionsOf(item)) : [];
}
