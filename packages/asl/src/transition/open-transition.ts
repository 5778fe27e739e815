import type { Machine, Scope, State } from "../definition/machine.ts";
import { AslError } from "../errors.ts";
import type { Effect, Execution, Frame, Thread } from "../execution/execution.ts";
import { Suspension } from "../execution/failure.ts";
import { detailsKey, type HistoryEvent } from "../execution/history.ts";
import { type Size, sizeOf } from "../execution/size.ts";
import type { JsonValue } from "../json.ts";
import type { Evaluation, EvaluationAnswer } from "../jsonata/evaluation.ts";
import { at } from "../problem.ts";
import { nextRandom } from "../random.ts";
import { formatTimestamp } from "../timestamp.ts";
import type { DataFlow, Inspection, Leaving } from "./inspection.ts";

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

  /** Whether nothing is made up for the context object. */
  get isContextGiven(): boolean {
    return this.#inspection?.isContextGiven === true;
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
    if (scope === undefined) throw wrongMachine(`no scope '${thread.scope}'`);
    return scope;
  }

  state(thread: ActiveThread): State {
    const state = this.scope(thread).states.get(thread.frame.state);
    if (state === undefined) throw wrongMachine(`no state '${thread.frame.state}'`);
    return state;
  }

  /** The thread, while it is in a state and not halted. */
  active(id: string): ActiveThread | undefined {
    const thread = this.execution.threads[id];
    return thread?.frame === undefined || thread.halted === true ? undefined : (thread as ActiveThread);
  }

  /** Lets the thread enter the state that the field at the pointer `by` names. */
  goTo(thread: Thread, next: NonNullable<Thread["next"]>, by: string): void {
    thread.next = next;
    if (this.execution.tellsOfEntries === true)
      this.effects.push({ type: "state-entered", entered: { state: at(thread.scope, "States", next.state), by } });
    this.execution.queue.push({ do: "enter", thread: thread.id });
  }

  // --- history

  /** Appends an event after the thread's latest one. */
  record(thread: Thread, type: string, details?: object, previousEventId: number = thread.previousEventId): number {
    const untold = this.isUntold(thread);
    const id = this.#nextEventId(thread);
    thread.previousEventId = id;
    if (untold) return id;
    const event: HistoryEvent & Record<string, unknown> = {
      id,
      previousEventId,
      type,
      timestamp: formatTimestamp(this.execution.now),
    };
    if (details !== undefined) event[detailsKey(type)] = details;
    const child = this.childOf(thread);
    if (child === undefined) this.effects.push({ type: "history", event });
    else {
      const executionArn = child.own?.Id ?? "";
      this.effects.push({ type: "map-run", news: { what: "child-event", executionArn, event } });
    }
    return id;
  }

  /** Whether nobody gets to know of the thread's events. */
  isUntold(thread: Thread): boolean {
    return thread.silent && this.execution.tellsOfMapRuns !== true;
  }

  /** The latest event of the history that the thread's are in: the execution's, or that of a child. */
  lastEventId(thread: Thread): number {
    const child = this.childOf(thread);
    return child === undefined ? this.execution.lastEventId : (child.events ?? 0);
  }

  /** The first thread of the child execution that the thread belongs to, if any. */
  childOf(thread: Thread): Thread | undefined {
    if (thread.child === undefined) return undefined;
    return thread.child === thread.id ? thread : this.execution.threads[thread.child];
  }

  #nextEventId(thread: Thread): number {
    const child = this.childOf(thread);
    if (child === undefined) return ++this.execution.lastEventId;
    child.events = (child.events ?? 0) + 1;
    return child.events;
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

  // --- JSONata

  /**
   * The next answers to expressions, or none yet. Steps change nothing before their expressions have values: a step that
   * needs some stops here, and runs again from its beginning when they are there.
   */
  answers(count: number, ask: () => Evaluation[]): Iterator<EvaluationAnswer> {
    const first = this.#answered;
    this.#answered += count;
    if (this.execution.answers.length < this.#answered) {
      this.#pending = ask();
      throw new Suspension();
    }
    return this.execution.answers.slice(first, this.#answered).values();
  }

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
}

function wrongMachine(lacks: string): AslError {
  return new AslError("WRONG_MACHINE", `The machine has ${lacks}: the execution belongs to another definition.`, {
    hint: "advance an execution with the machine that it was started with",
  });
}
