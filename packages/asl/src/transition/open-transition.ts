import type { Machine, Scope, Source, State } from "../definition/machine.ts";
import { AslError } from "../errors.ts";
import type { Effect, Execution, Frame, Thread } from "../execution/execution.ts";
import { runtimeFailure, StateFailure, Suspension } from "../execution/failure.ts";
import { detailsKey, type HistoryEvent } from "../execution/history.ts";
import { type Size, sizeOf } from "../execution/size.ts";
import { callIntrinsic } from "../intrinsics/evaluate-intrinsic.ts";
import { IntrinsicProblem } from "../intrinsics/functions.ts";
import { isObject, type JsonObject, type JsonValue, setOwn } from "../json.ts";
import type { Evaluation, EvaluationAnswer } from "../jsonata/evaluation.ts";
import { evaluatePath, type PathData } from "../paths/evaluate-path.ts";
import { noResults } from "../paths/no-results.ts";
import type { Path } from "../paths/path.ts";
import { nextRandom } from "../random.ts";
import { expressionsOf } from "../templates/expressions-of.ts";
import type { Jsonata, Template } from "../templates/template.ts";
import { formatTimestamp } from "../timestamp.ts";
import type { DataFlow, Inspection, Leaving } from "./inspection.ts";

/** What expressions of one state see, besides variables and context. */
export interface ExpressionData {
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
export interface ActiveThread extends Thread {
  frame: Frame;
}

/** One transition in the making: the execution it changes and the effects it collects. */
export class OpenTransition {
  readonly machine: Machine;
  readonly execution: Execution;
  readonly effects: Effect[] = [];
  readonly #inspection: Inspection | undefined;
  #text: { readonly value: JsonValue; readonly text: string } | undefined;
  #sized: { readonly value: JsonValue; readonly size: Size } | undefined;
  #pending: Evaluation[] = [];
  #answered = 0;

  constructor(machine: Machine, execution: Execution, inspection?: Inspection) {
    this.machine = machine;
    this.execution = execution;
    this.#inspection = inspection;
  }

  /** Whether a single state is being tested: nothing fans out then. */
  get inspected(): boolean {
    return this.#inspection !== undefined;
  }

  /** Tells a test of a single state what became of its data. */
  note<K extends keyof DataFlow>(what: K, value: Required<DataFlow>[K]): void {
    if (this.#inspection !== undefined) this.#inspection.seen[what] = value;
  }

  /** Tells a test of a single state how it was left. */
  noteLeaving(left: Leaving): void {
    if (this.#inspection !== undefined) Object.assign(this.#inspection.left, left);
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
      throw new AslError(
        "WRONG_MACHINE",
        `The machine has no scope '${thread.scope}': the execution belongs to another definition.`,
      );
    return scope;
  }

  state(thread: ActiveThread): State {
    const state = this.scope(thread).states.get(thread.frame.state);
    if (state === undefined)
      throw new AslError(
        "WRONG_MACHINE",
        `The machine has no state '${thread.frame.state}': the execution belongs to another definition.`,
      );
    return state;
  }

  /** The thread, while it is in a state and not halted. */
  active(id: string): ActiveThread | undefined {
    const thread = this.execution.threads[id];
    return thread?.frame === undefined || thread.halted === true ? undefined : (thread as ActiveThread);
  }

  /** Lets the thread enter a state. */
  goTo(thread: Thread, state: string, input: JsonValue, size: Size): void {
    thread.next = { state, input, size };
    this.execution.queue.push({ do: "enter", thread: thread.id });
  }

  // --- history

  /** Appends an event after the thread's latest one. */
  record(thread: Thread, type: string, details?: object, previousEventId: number = thread.previousEventId): number {
    if (thread.silent) {
      thread.events = (thread.events ?? 0) + 1;
      return this.execution.lastEventId;
    }
    const id = ++this.execution.lastEventId;
    const event: HistoryEvent & Record<string, unknown> = {
      id,
      previousEventId,
      type,
      timestamp: formatTimestamp(this.execution.now),
    };
    if (details !== undefined) event[detailsKey(type)] = details;
    this.effects.push({ type: "history", event });
    thread.previousEventId = id;
    return id;
  }

  /** The size of a payload at most: a result is looked at when it comes, and again when the state is left with it. */
  sizeOf(value: JsonValue): Size {
    if (this.#sized?.value !== value) this.#sized = { value, size: sizeOf(value) };
    return this.#sized.size;
  }

  /** The JSON of a payload: what one state is left with the next one is entered with. */
  textOf(value: JsonValue): string {
    if (this.#text?.value !== value) this.#text = { value, text: JSON.stringify(value) };
    return this.#text.text;
  }

  // --- data

  /** The context object, `$$`. */
  context(thread: ActiveThread, map: JsonObject | undefined = thread.map): JsonObject {
    const { state, enteredAt, retryCount, token } = thread.frame;
    return {
      ...this.execution.context,
      State: {
        Name: state,
        EnteredTime: formatTimestamp(enteredAt),
        ...("retry" in this.state(thread) ? { RetryCount: retryCount } : {}),
        ...(isObject(this.execution.context["State"]) ? this.execution.context["State"] : {}),
      },
      ...(token === undefined ? {} : { Task: { Token: token } }),
      ...(map === undefined ? {} : { Map: map }),
    };
  }

  pathData(thread: ActiveThread, data: ExpressionData): PathData {
    return { input: data.input, context: () => this.context(thread, data.map), variables: thread.variables };
  }

  /** A failure of the state's data flow. */
  failure(thread: ActiveThread, message: string): StateFailure {
    return runtimeFailure(this.#during(thread), message);
  }

  /** What `InputPath` leaves of the state's input. */
  inputOf(thread: ActiveThread): JsonValue {
    const { inputPath, queryLanguage } = this.state(thread);
    const input = this.wholePath(thread, inputPath, thread.frame.input);
    if (queryLanguage === "JSONPath") this.note("afterInputPath", input);
    return input;
  }

  /** The value at `InputPath` or `OutputPath`. */
  wholePath(thread: ActiveThread, path: Path | null, input: JsonValue): JsonValue {
    if (path === null) return {};
    if (path.segments.length === 0 && path.root.kind === "input") return input;
    const data = this.pathData(thread, { input });
    const value = evaluatePath(path, data);
    if (value === undefined) throw this.failure(thread, `Invalid path '${path.text}' : ${noResults(path, data)}`);
    return value;
  }

  /** The values of several templates, in order: all their expressions are evaluated in one go. */
  values(
    thread: ActiveThread,
    requests: readonly (readonly [template: Template, data: ExpressionData])[],
  ): JsonValue[] {
    const answers = this.#evaluate(
      thread,
      requests.flatMap(([template, data]) => expressionsOf(template).map((jsonata) => ({ jsonata, data }))),
    );
    return requests.map(([template, data]) => this.#fill(thread, template, data, answers));
  }

  value(thread: ActiveThread, template: Template, data: ExpressionData): JsonValue {
    if (template.kind === "literal") return template.value;
    if (expressionsOf(template).length === 0) return this.#fill(thread, template, data, NO_ANSWERS);
    return this.values(thread, [[template, data]])[0] ?? null;
  }

  /** The value of a field that may be a path or an expression; `undefined` where a path finds nothing. */
  source<T extends JsonValue>(thread: ActiveThread, source: Source<T>, data: ExpressionData): JsonValue | undefined {
    if (source.kind === "literal") return source.value;
    if (source.kind === "path") return evaluatePath(source.path, this.pathData(thread, data));
    return this.value(thread, source.kind === "template" ? source.template : source, data);
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
  #evaluate(
    thread: ActiveThread,
    requests: readonly { jsonata: Jsonata; data: ExpressionData }[],
  ): Iterator<EvaluationAnswer> {
    if (requests.length === 0) return [].values();
    const start = this.#answered;
    this.#answered += requests.length;
    if (this.execution.answers.length < this.#answered) {
      this.#pending = requests.map(({ jsonata: { expression }, data: { map, ...data } }) => ({
        expression,
        states: { ...data, context: this.context(thread, map) },
        variables: thread.variables,
        at: this.execution.now,
        seed: Math.floor(this.random() * 2 ** 31),
      }));
      throw new Suspension();
    }
    return this.execution.answers.slice(start, this.#answered).values();
  }

  #answer(thread: ActiveThread, { expression, field }: Jsonata, answer: EvaluationAnswer | undefined): JsonValue {
    if (answer?.kind === "value") return answer.value;
    const what = `The JSONata expression '${expression}' specified for the field '${field}'`;
    if (answer?.kind === "error")
      throw this.queryFailure(thread, field, `${what} threw an error during evaluation. ${answer.message}`);
    if (answer?.kind === "unsupported")
      throw this.queryFailure(thread, field, `${what} returned an unsupported result type.`);
    throw this.queryFailure(thread, field, `${what} returned nothing (undefined).`);
  }

  queryFailure(thread: ActiveThread, location: string, message: string): StateFailure {
    return new StateFailure({
      error: "States.QueryEvaluationError",
      cause: `${this.#during(thread)}${message}`,
      location,
    });
  }

  /** What a cause begins with; a test of a single state leaves it out. [recordings: test_state] */
  #during({ frame: { state, enteredEventId } }: ActiveThread): string {
    return this.inspected
      ? ""
      : `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}). `;
  }

  // --- templates

  /** Takes the answers in the order in which {@link expressionsOf} lists their expressions. */
  #fill(
    thread: ActiveThread,
    template: Template,
    data: ExpressionData,
    answers: Iterator<EvaluationAnswer>,
  ): JsonValue {
    switch (template.kind) {
      case "literal":
        return template.value;
      case "list":
        return template.items.map((item) => this.#fill(thread, item, data, answers));
      case "object": {
        const filled: Record<string, JsonValue> = {};
        for (const [key, item] of template.entries) setOwn(filled, key, this.#fill(thread, item, data, answers));
        return filled;
      }
      case "jsonata":
        return this.#answer(thread, template, answers.next().value);
      case "path": {
        const value = evaluatePath(template.path, this.pathData(thread, data));
        return value === undefined ? this.#missing(thread, template.path, template.field, data) : value;
      }
      default:
        return this.#call(thread, template, data);
    }
  }

  #call(thread: ActiveThread, { call, field }: Extract<Template, { kind: "call" }>, data: ExpressionData): JsonValue {
    try {
      return callIntrinsic(call, {
        ...this.pathData(thread, data),
        random: () => this.random(),
        missing: (path) => this.#missing(thread, path, field, data),
      });
    } catch (error) {
      if (!(error instanceof IntrinsicProblem)) throw error;
      throw this.failure(thread, `The function '${call.text}' had the following error: ${error.message}`);
    }
  }

  #missing(thread: ActiveThread, path: Path, field: string, data: ExpressionData): never {
    throw this.failure(
      thread,
      `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(data.input)}'`,
    );
  }
}

const NO_ANSWERS: Iterator<EvaluationAnswer> = [].values();
