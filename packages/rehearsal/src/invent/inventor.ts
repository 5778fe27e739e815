import { setTimeout as sleep } from "node:timers/promises";

import { type JsonObject, type JsonValue, TaskFailure, type TaskRequest } from "@alpha-engine/asl";
import { readDefinition } from "@alpha-engine/definition";
import { invent, type Invented, itemsText } from "@alpha-engine/definition/invent";
import { isObject, type StateNode } from "@alpha-engine/definition/tree";
import type { CloudEvent, Invent, LocalCloud } from "@alpha-engine/local-cloud";
import { actionOf, standInKey } from "@alpha-engine/local-cloud/models";
import type { InventedAnswer, Summary } from "@alpha-engine/run-record";

import { askedBy } from "../check/asked.ts";
import type { RehearseOptions } from "../options.ts";
import { runningCommands } from "../run/let-commands-end.ts";
import type { Given } from "../stand-ins/stand-ins.ts";

/** More answers are invented only in what does not end; in a Map there are as many as items. */
const MOST_ANSWERS = 200;
const MOST_OF_ITEMS = 10_000;
/** By the wall: for so long nothing has been at work when nobody is expected to come any more. */
const QUIET_MS = 300;
/** The same where there are functions: whether one runs does not show. */
const QUIET_WITH_FUNCTIONS_MS = 10_000;

/** Answers in place of what is not there, and keeps count of it. */
export class Inventor implements Invent {
  readonly #options: RehearseOptions;
  readonly #given: Given;
  readonly #answered = new Map<string, InventedAnswer>();
  readonly #running = new Set<string>();
  /** By the names of states. */
  #answers: ReadonlyMap<string, JsonValue> = new Map();
  /** The fields of answers that states need, by the names of the states that get them. */
  #needed: ReadonlyMap<string, readonly string[]> = new Map();
  /** Maps that read their items. */
  #readers: readonly StateNode[] = [];
  #items: Invented["items"] = new Map();
  readonly #objects = new Set<string>();
  #input: readonly string[] = [];
  readonly #counts = { own: 0, items: 0 };
  #cloud: LocalCloud | undefined;

  constructor(options: RehearseOptions, given: Given) {
    this.#options = options;
    this.#given = given;
  }

  /** Works out what is invented, for what it is started with; gives the input with what states read beyond that. */
  async begin(input: JsonObject, cloud: LocalCloud): Promise<Invented["input"]> {
    this.#cloud = cloud;
    const { tree } = readDefinition(this.#options.definition);
    const invented = await invent(tree, { input, answers: this.#known() });
    this.#answers = new Map(tree.states.map(({ name, path }) => [name, invented.answers.get(path)?.value ?? {}]));
    this.#needed = new Map(tree.states.map(({ name, path }) => [name, neededOf(invented.answers.get(path))]));
    this.#readers = tree.states.filter(({ raw }) => raw["ItemReader"] !== undefined);
    this.#items = invented.items;
    this.#input = Object.keys(invented.input).filter((name) => !Object.hasOwn(input, name));
    return invented.input;
  }

  onCloudEvent(event: CloudEvent): void {
    if (event.type !== "history") return;
    if (event.event.type === "ExecutionStarted") this.#running.add(event.executionArn);
    else if (/^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/.test(String(event.event.type)))
      this.#running.delete(event.executionArn);
  }

  readonly task: Invent["task"] = async (request, { kind, why, answer }) => {
    if (kind === "nobody-comes") await this.#quiet(request);
    const { state, resource } = request;
    const made = this.#answers.get(state) ?? {};
    const lacking = kind === "nothing-found" ? this.#lacking(request, answer) : [];
    if (lacking === undefined || (answer !== undefined && lacking.length === 0)) return undefined;
    const [counter, most] =
      request.iteration === undefined ? (["own", MOST_ANSWERS] as const) : (["items", MOST_OF_ITEMS] as const);
    this.#counts[counter] += 1;
    if (this.#counts[counter] > most)
      throw new TaskFailure("Rehearsal.Endless", `it was given ${most} invented answers and has not ended`, {
        endsExecution: true,
      });
    const known = this.#answered.get(state);
    this.#answered.set(state, { state, asked: actionOf(resource), why, times: (known?.times ?? 0) + 1 });
    if (answer === undefined) return made;
    const added = lacking.flatMap((name) =>
      isObject(made) && made[name] !== undefined ? [[name, made[name]] as const] : [],
    );
    return { ...Object.fromEntries(added), ...(isObject(answer) ? answer : {}) };
  };

  readonly object: Invent["object"] = ({ bucket, key }) => {
    if (!isOpen(this.#options.buckets?.[bucket]?.objects)) return Promise.resolve(undefined);
    this.#objects.add(key === undefined ? `s3://${bucket}` : `s3://${bucket}/${key}`);
    return Promise.resolve(this.#content(key ?? ""));
  };

  /** The items of the Map that names the object, else of the first that reads one. */
  #content(key: string): string {
    const named = this.#readers.find(({ raw }) => JSON.stringify(raw["ItemReader"]).includes(JSON.stringify(key)));
    const reader = named ?? this.#readers[0];
    return reader === undefined ? "{}" : (itemsText(reader, this.#items.get(reader.path)?.items ?? [{}], key) ?? "{}");
  }

  /** The names that states read of what was found, and that are not in it; nothing where the seed says what is to be found. */
  #lacking({ state, parameters }: TaskRequest, answer: JsonValue | undefined): readonly string[] | undefined {
    const { TableName, Bucket, Name } = (isObject(parameters) ? parameters : {}) as Readonly<Record<string, unknown>>;
    const { tables = {}, buckets = {}, parameters: kept = {} } = this.#options;
    const isOurs =
      (typeof TableName === "string" && !isOpen(tables[TableName]?.items)) ||
      (typeof Bucket === "string" && !isOpen(buckets[Bucket]?.objects)) ||
      (typeof Name === "string" && Object.hasOwn(kept, Name));
    if (isOurs) return undefined;
    return (this.#needed.get(state) ?? []).filter((name) => !isObject(answer) || answer[name] === undefined);
  }

  /** What the summary says of it. */
  told(): NonNullable<Summary["invented"]> {
    const { invent } = this.#options;
    return {
      answers: [...this.#answered.values()],
      input: this.#input,
      objects: [...this.#objects],
      substitutions: typeof invent === "object" ? invent.substitutions : [],
    };
  }

  /** What stands in with one answer is known before. */
  #known(): ReadonlyMap<string, JsonValue> {
    const { standIns } = this.#given;
    return new Map(
      askedBy(this.#options.definition).flatMap(({ path, name: state, resource, named }) => {
        const parameters = named === undefined ? {} : { FunctionName: named };
        const standIn = standIns[standInKey(standIns, { state, resource, parameters }) ?? ""];
        return standIn !== undefined && "answer" in standIn ? [[path, standIn.answer] as const] : [];
      }),
    );
  }

  /** Waits until nothing is at work that could still do it. */
  async #quiet({ signal }: TaskRequest): Promise<void> {
    const functions = Object.keys(this.#options.functions ?? {}).length;
    const patience = functions > 0 ? QUIET_WITH_FUNCTIONS_MS : QUIET_MS;
    let since = performance.now();
    while (!signal.aborted && performance.now() - since < patience) {
      await sleep(50, undefined, { signal }).catch(() => {});
      if (this.#isAtWork()) since = performance.now();
    }
  }

  #isAtWork(): boolean {
    const cloud = this.#cloud;
    if (cloud === undefined || this.#running.size > 1 || runningCommands(cloud).length > 0) return true;
    return cloud
      .instances()
      .some(({ state, lifecycle }) => state === "pending" || (state === "running" && lifecycle === "spot"));
  }
}

/** The names at the top that are needed. */
function neededOf(answer: InventedByState | undefined): readonly string[] {
  return [
    ...new Set(
      (answer?.fields ?? []).flatMap(({ isNeeded, keys: [name] }) => (isNeeded && name !== undefined ? [name] : [])),
    ),
  ];
}

type InventedByState = Invented["answers"] extends ReadonlyMap<string, infer Answer> ? Answer : never;

/** Whether the seed says nothing of what is in it. */
function isOpen(content: object | undefined): boolean {
  return content === undefined || Object.keys(content).length === 0;
}
