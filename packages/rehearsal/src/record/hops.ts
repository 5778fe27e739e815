import type { Fact, StateSummary } from "@alpha-engine/run-record";

import { type Hop, scriptHops, type ScriptTraces } from "./script-hops.ts";

type FactOf<Type extends Fact["type"]> = Extract<Fact, { readonly type: Type }>;

/** How the execution ended. */
export interface Ending {
  readonly status: string;
  readonly error: string | null;
  readonly arn: string | null;
}

/** What commands left of what they ran. */
export type TracesOf = (commandId: string) => ScriptTraces;

/** A step, or its work on one item, that failed. */
interface Failed extends Pick<StateSummary, "name" | "commandId" | "error"> {
  readonly item: number | null;
}

/** The ways of exit codes, and of errors, from steps that failed to the end of the execution, as far as they are known. */
export class Hops {
  readonly #byWork: ReadonlyMap<string, readonly Fact[]>;
  readonly #byCommand: ReadonlyMap<string, readonly FactOf<"command">[]>;
  readonly #facts: readonly Fact[];
  readonly #end: Ending;
  readonly #tracesOf: TracesOf;

  constructor(facts: readonly Fact[], end: Ending, tracesOf: TracesOf) {
    this.#facts = facts;
    this.#end = end;
    this.#tracesOf = tracesOf;
    this.#byWork = Map.groupBy(facts, workOf);
    const commands = facts.filter((fact) => fact.type === "command");
    this.#byCommand = Map.groupBy(commands, ({ commandId }) => commandId);
  }

  /** Each hop says what tells it; none is smoothed into the next. */
  of(step: StateSummary): readonly FactOf<"hop">[] {
    if (step.status !== "FAILED") return [];
    const { name, items } = step;
    if (items === null) return this.#way({ ...step, item: null });
    return items.failures.flatMap((failure) => this.#way({ ...failure, name }));
  }

  /** Of an execution that failed in no step's work: in a Fail state, in a Map, in some state's data. */
  ofEnd(): readonly FactOf<"hop">[] {
    const end = this.#end;
    if (end.status !== "FAILED" && end.status !== "TIMED_OUT") return [];
    const visits = this.#facts.filter((fact) => fact.type === "state");
    const last = visits.findLast(({ phase }) => phase === "entered");
    const failed = visits.filter(({ phase, leadsTo }) => phase === "failed" && leadsTo === "end");
    // What fails in a branch or in an item takes those around it along.
    const cascade = failed.filter(({ error }) => error === failed.at(-1)?.error);
    const through = cascade.length > 0 ? cascade : last === undefined ? [] : [last];
    const [first] = through;
    if (first === undefined) return [];
    const states = through.map(({ state, event, error: own }) => {
      const error = own ?? (end.status === "FAILED" ? end.error : null);
      const unknown = named(error) === null ? "it names no error" : null;
      const place = event === null || through.length > 1 ? `state ${state}` : `event ${event}`;
      return hop({ who: "state", error: named(error), place, unknown });
    });
    return inRow({ name: first.state, item: first.item }, [...states, this.#ofExecution()]);
  }

  #way(failed: Failed): readonly FactOf<"hop">[] {
    const { name, item, commandId } = failed;
    const own = this.#byWork.get(workKey(name, item)) ?? [];
    const commands = own.filter((fact) => fact.type === "command");
    const below = lastOf(commands.filter((command) => command.commandId !== commandId));
    // Of an execution in AWS nobody sees for whose sake a command ran, but its state has its id.
    const sent = lastOf(commandId === null ? [] : (this.#byCommand.get(commandId) ?? []));
    const inside = [...below, ...sent].flatMap((command) => this.#ofCommand(command));
    const called = commandId === null ? [...ofFunctions(own), ...ofTask(own)].slice(0, 1) : [];
    const hops = [...inside, ...called, ofState(failed, own)];
    return inRow(failed, this.#end.status === "SUCCEEDED" ? hops : [...hops, this.#ofExecution()]);
  }

  #ofCommand({ commandId, instanceId, responseCode, status, statusDetails }: FactOf<"command">): readonly Hop[] {
    const traces = this.#tracesOf(commandId);
    const inside = scriptHops(status === "Failed" ? responseCode : null, traces);
    const isNamed = inside.some(({ log }) => log !== null) || traces.log === undefined;
    return [
      ...inside,
      {
        ...hop({ who: "command", error: statusDetails, place: `command ${commandId} on ${instanceId}` }),
        code: responseCode,
        log: isNamed ? null : `s3://${traces.log.bucket}/${traces.log.key}`,
        unknown: responseCode === null ? "it had not ended" : null,
      },
    ];
  }

  #ofExecution(): Hop {
    const { arn } = this.#end;
    const error = named(this.#end.error);
    const unknown = error === null ? "the execution names no error" : null;
    return hop({ who: "execution", error, place: arn ?? "the execution", unknown });
  }
}

/** A Fail state may say nothing, in words. */
function named(error: string | null): string | null {
  return error === "" ? null : error;
}

function workOf(fact: Fact): string {
  if (fact.type === "state" || fact.type === "attempt") return workKey(fact.state, fact.item);
  const owner = fact.type === "command" || fact.type === "function" ? fact.owner : null;
  return owner === null ? "" : workKey(owner.state, owner.item);
}

function workKey(state: string, item: number | null): string {
  return `${item ?? ""} ${state}`;
}

function hop(what: Pick<Hop, "who" | "error" | "place"> & Partial<Hop>): Hop {
  return { from: "inferred", code: null, log: null, unknown: null, ...what };
}

function inRow({ name: state, item }: Pick<Failed, "name" | "item">, hops: readonly Hop[]): readonly FactOf<"hop">[] {
  return hops.map((each, order) => ({ type: "hop", at: null, state, item, order, ...each }));
}

/** Of each invocation what was told last, of those that did not end well. */
function lastOf(commands: readonly FactOf<"command">[]): readonly FactOf<"command">[] {
  const invocations = Map.groupBy(commands, ({ commandId, instanceId }) => `${commandId} ${instanceId}`);
  return [...invocations.values()].flatMap((all) => all.at(-1) ?? []).filter(({ status }) => status !== "Success");
}

function ofFunctions(own: readonly Fact[]): readonly Hop[] {
  const last = own.findLast((fact) => fact.type === "function");
  if (last === undefined || last.errorType === null) return [];
  return [hop({ who: "function", error: last.errorType, place: `function ${last.functionName}` })];
}

function ofTask(own: readonly Fact[]): readonly Hop[] {
  const last = own.findLast((fact) => fact.type === "attempt" && fact.phase === "failed");
  if (last?.type !== "attempt" || last.error === null) return [];
  const place = last.resource.replace(/^arn:[^:]*:(?:states:::(?:aws-sdk:)?|lambda:[^:]*:\d*:)/, "");
  return [hop({ who: "task", error: last.error, place })];
}

function ofState({ name, error }: Failed, own: readonly Fact[]): Hop {
  const visit = own.findLast((fact) => fact.type === "state" && fact.event !== null);
  const event = visit?.type === "state" ? visit.event : null;
  const unknown = error === null ? "nothing tells why it failed" : null;
  return hop({ who: "state", error, place: event === null ? `state ${name}` : `event ${event}`, unknown });
}
