import { setTimeout as sleep } from "node:timers/promises";

import { type JsonObject, type JsonValue, TaskFailure, type TaskRequest } from "@alpha-engine/asl";
import { readDefinition } from "@alpha-engine/definition";
import { invent, type Invented } from "@alpha-engine/definition/invent";
import type { CloudEvent, Invent, LocalCloud } from "@alpha-engine/local-cloud";
import { actionOf, standInKey } from "@alpha-engine/local-cloud/models";
import type { InventedAnswer, Summary } from "@alpha-engine/run-record";

import { askedBy } from "../check/asked.ts";
import type { RehearseOptions } from "../options.ts";
import { runningCommands } from "../run/let-commands-end.ts";
import type { Given } from "../stand-ins/stand-ins.ts";

/** More answers are invented only in what does not end. */
const MOST_ANSWERS = 1000;
/** By the wall: for so long nothing has been at work when nobody is expected to come any more. */
const QUIET_MS = 300;
/** The same where there are functions: whether one runs does not show. */
const QUIET_WITH_FUNCTIONS_MS = 10_000;

/** Answers in place of what is not there, and keeps count of it. */
export class Inventor {
  readonly #options: RehearseOptions;
  readonly #given: Given;
  readonly #answered = new Map<string, InventedAnswer>();
  readonly #running = new Set<string>();
  /** By the names of states. */
  #answers: ReadonlyMap<string, JsonValue> = new Map();
  #input: readonly string[] = [];
  #count = 0;
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
    this.#input = Object.keys(invented.input).filter((name) => !Object.hasOwn(input, name));
    return invented.input;
  }

  onCloudEvent(event: CloudEvent): void {
    if (event.type !== "history") return;
    if (event.event.type === "ExecutionStarted") this.#running.add(event.executionArn);
    else if (/^Execution(?:Succeeded|Failed|TimedOut|Aborted)$/.test(String(event.event.type)))
      this.#running.delete(event.executionArn);
  }

  readonly answer: Invent = async (request, { kind, why }) => {
    if (kind === "nobody-comes") await this.#quiet(request);
    this.#count += 1;
    if (this.#count > MOST_ANSWERS)
      throw new TaskFailure("Rehearsal.Endless", `it was given ${MOST_ANSWERS} invented answers and has not ended`, {
        endsExecution: true,
      });
    const { state, resource } = request;
    const known = this.#answered.get(state);
    this.#answered.set(state, { state, asked: actionOf(resource), why, times: (known?.times ?? 0) + 1 });
    return this.#answers.get(state) ?? {};
  };

  /** What the summary says of it. */
  told(): NonNullable<Summary["invented"]> {
    const { invent } = this.#options;
    return {
      answers: [...this.#answered.values()],
      input: this.#input,
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
