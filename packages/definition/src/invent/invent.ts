import { answerShape, type JsonObject, type JsonValue, type Machine, parse, type Shape } from "@alpha-engine/asl";

import { resourceOf } from "../data-flow/answers.ts";
import { isObject, listOf, type StateNode, textOf, type Tree } from "../tree/tree.ts";
import { ABSENT, built, type Chosen } from "./build.ts";
import { type InventedField, told } from "./field.ts";
import { itemsText } from "./items.ts";
import { Origins } from "./origins.ts";
import { fieldKey, type ReadField } from "./reads.ts";
import { search } from "./search.ts";
import { type Run, simulate } from "./simulate.ts";
import { INPUT, type Source } from "./value.ts";
import { goodness } from "./words.ts";

/** What a task may answer. */
export interface InventedAnswer {
  readonly value: JsonValue;
  /** What is read of it. */
  readonly fields: readonly InventedField[];
}

/** An input and answers with which a definition comes to its end, made up from what its states read. */
export interface Invented {
  readonly input: JsonObject;
  readonly inputFields: readonly InventedField[];
  /** By the way of a Task. */
  readonly answers: ReadonlyMap<string, InventedAnswer>;
  /** What a Map reads from S3, by its way: its items, and the text of the object; of a listing there is none. */
  readonly items: ReadonlyMap<string, { readonly items: readonly JsonValue[]; readonly text: string | undefined }>;
  /** How a simulation with them ends; undefined where the definition cannot be run. */
  readonly outcome:
    | {
        readonly status: Run["status"];
        readonly error: string | undefined;
        readonly cause: string | undefined;
        /** The ways of the states that it comes to, in order. */
        readonly entered: readonly string[];
        /** What each task is first called with, by its way. */
        readonly calls: ReadonlyMap<string, JsonValue>;
        /** What Maps ask of S3. */
        readonly objects: Run["objects"];
      }
    | undefined;
}

/** What is known and not to be made up. */
export interface InventOptions {
  /** What tasks answer, by the way of the state. */
  readonly answers?: ReadonlyMap<string, JsonValue> | undefined;
  /** Laid over the input. */
  readonly input?: JsonObject | undefined;
}

/**
 * Makes up what a definition is started with and what its tasks answer: exactly the fields that some state reads, with
 * values by which an execution ends well and does the most work. Nothing is run but simulations.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { invent } from "@alpha-engine/definition/invent";
 *
 * const { tree } = readDefinition({
 *   StartAt: "Grade",
 *   States: {
 *     Grade: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:000000000000:function:grade", ResultPath: "$.grade", Next: "IsGood" },
 *     IsGood: {
 *       Type: "Choice",
 *       Choices: [{ Variable: "$.grade.status", StringEquals: "ok", Next: "Good" }],
 *       Default: "Bad",
 *     },
 *     Good: { Type: "Pass", Parameters: { "day.$": "$.run_date" }, End: true },
 *     Bad: { Type: "Fail" },
 *   },
 * });
 * const { input, answers, outcome } = await invent(tree);
 * console.log(input, answers.get("Grade")?.value, outcome?.status);
 * ```
 * ```text output
 * { run_date: '2026-01-31' } { status: 'ok' } SUCCEEDED
 * ```
 */
export async function invent(tree: Tree, options: InventOptions = {}): Promise<Invented> {
  const origins = new Origins(tree);
  const maker = new Maker(tree, origins, options);
  const parsed = parse(tree.definition);
  if (!parsed.ok) return maker.made(new Map(), undefined);
  const machine = parsed.machine;
  const run = (chosen: Chosen): Promise<Run> => maker.run(machine, chosen);
  let found = await search(tree, origins, maker.start, run);
  // What a state misses, although nothing says that the caller gives it, is given by the caller after all.
  for (let tries = 0; tries < 5 && found.run.status !== "SUCCEEDED" && maker.require(found.run); tries += 1)
    found = await search(tree, origins, found.chosen, run);
  return maker.made(found.chosen, found.run);
}

class Maker {
  readonly #tree: Tree;
  readonly #origins: Origins;
  readonly #options: InventOptions;
  readonly #written: ReadonlySet<string>;
  readonly #required = new Set<string>();

  constructor(tree: Tree, origins: Origins, options: InventOptions) {
    this.#tree = tree;
    this.#origins = origins;
    this.#options = options;
    const writing = tree.states.flatMap(({ raw }) => [raw, ...listOf(raw["Catch"]).filter(isObject)]);
    this.#written = new Set(writing.flatMap((part) => /^\$\.(\w+)/.exec(textOf(part["ResultPath"]))?.[1] ?? []));
  }

  /** What is asked after and has a default in the definition is left to it. */
  get start(): Chosen {
    return new Map(
      this.#origins.reads
        .of(INPUT)
        .filter(
          ({ keys, isNeeded, compared }) =>
            this.#isWritten(keys) && (!isNeeded || compared.some(({ operator }) => operator === "IsPresent")),
        )
        .map((field) => [fieldKey(field), ABSENT] as const),
    );
  }

  /** Whether there is anything more that the caller could give to a state that failed. */
  require({ failed }: Run): boolean {
    const before = this.#required.size;
    for (const field of this.#origins.reads.of(INPUT))
      if ([...field.readers].some(({ pointer }) => failed.has(pointer))) this.#required.add(fieldKey(field));
    return this.#required.size > before;
  }

  async run(machine: Machine, chosen: Chosen): Promise<Run> {
    const answers = new Map<string, JsonValue>();
    for (const state of this.#tasks) answers.set(state.name, this.#answer(state, chosen) ?? {});
    const maps = this.#maps;
    return await simulate(machine, {
      input: this.#input(chosen),
      answers,
      object: ({ Key }) => {
        const named = maps.find(({ raw }) => JSON.stringify(raw["ItemReader"]).includes(textOf(Key)));
        const state = named ?? maps[0];
        return (state && itemsText(state, this.#items(state, chosen), textOf(Key))) ?? "[]";
      },
    });
  }

  made(chosen: Chosen, run: Run | undefined): Invented {
    const answers = new Map<string, InventedAnswer>();
    for (const state of this.#tasks) {
      const fields = this.#fields(sourceOf("task", state), chosen);
      answers.set(state.path, { value: this.#answer(state, chosen) ?? {}, fields: fields.map(told) });
    }
    const items = this.#maps.map((state) => {
      const made = this.#items(state, chosen);
      return [state.path, { items: made, text: itemsText(state, made) }] as const;
    });
    const byPointer = new Map(this.#tree.states.map((state) => [state.pointer, state.path]));
    const entered = [...(run?.entered ?? [])].flatMap((pointer) => byPointer.get(pointer) ?? []);
    const calls = this.#tasks.flatMap(({ name, path }) => {
      const parameters = run?.calls.get(name);
      return parameters === undefined ? [] : [[path, parameters] as const];
    });
    return {
      input: this.#input(chosen),
      inputFields: this.#origins.reads
        .of(INPUT)
        .filter((field) => this.#isGiven(field) || (field.isMain && !field.isNeeded) || chosen.has(fieldKey(field)))
        .map(told),
      answers,
      items: new Map(items),
      outcome: run && { ...outcomeOf(run), entered, calls: new Map(calls) },
    };
  }

  get #tasks(): readonly StateNode[] {
    return this.#tree.states.filter(({ type }) => type === "Task");
  }

  get #maps(): readonly StateNode[] {
    return this.#tree.states.filter(({ type, raw }) => type === "Map" && isObject(raw["ItemReader"]));
  }

  #input(chosen: Chosen): JsonObject {
    const made = built(INPUT, this.#fields(INPUT, chosen), chosen);
    return { ...(isObject(made) ? made : {}), ...this.#options.input };
  }

  #answer(state: StateNode, chosen: Chosen): JsonValue | undefined {
    const known = this.#options.answers?.get(state.path);
    if (known !== undefined) return known;
    const source = sourceOf("task", state);
    return built(source, this.#fields(source, chosen), chosen, shapeOf(state));
  }

  #items(state: StateNode, chosen: Chosen): readonly JsonValue[] {
    const source = sourceOf("items", state);
    const made = built(source, this.#fields(source, chosen), chosen);
    return Array.isArray(made) ? (made as readonly JsonValue[]) : [{}];
  }

  #fields(source: Source, chosen: Chosen): readonly ReadField[] {
    return this.#origins.reads.of(source).filter((field) => chosen.has(fieldKey(field)) || this.#isGiven(field));
  }

  #isGiven(field: ReadField): boolean {
    if (!field.isNeeded) return field.source.kind === "task" && isAskedForGood(field);
    if (field.source !== INPUT || this.#required.has(fieldKey(field))) return true;
    return !this.#isWritten(field.keys);
  }

  #isWritten([name = ""]: readonly string[]): boolean {
    return this.#written.has(name);
  }
}

/** Whether a Choice goes by what is there, if it is there, and by what is good. */
function isAskedForGood({ compared }: ReadField): boolean {
  return compared.some(
    ({ operator, literal }) =>
      operator.endsWith("Equals") &&
      (typeof literal === "boolean" || (typeof literal === "string" && goodness(literal) === 3)),
  );
}

function sourceOf(kind: "task" | "items", state: StateNode): Source {
  return { kind, id: `${kind} ${state.path}`, state };
}

function shapeOf({ raw, call }: StateNode): Shape | undefined {
  const resource = resourceOf(textOf(raw["Resource"]), call?.pattern);
  return resource === undefined ? undefined : answerShape(resource);
}

function outcomeOf({ status, error, cause, objects }: Run): Pick<Run, "status" | "error" | "cause" | "objects"> {
  return { status, error, cause, objects };
}
