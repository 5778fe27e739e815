import {
  interpret,
  type JsonValue,
  type Machine,
  type MockedTasks,
  mockTasks,
  parse,
  simulatedClock,
  TaskFailure,
  type TaskRequest,
} from "@alpha-engine/asl";
import { type Definition, walk } from "@alpha-engine/definition";
import { type Duration, toMilliseconds } from "@alpha-engine/dialect";
import { standInKey } from "@alpha-engine/local-cloud/models";
import type { RehearseOptions, Stage } from "@alpha-engine/rehearsal";

import type { Settings } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { AlphaEngineError } from "../errors.ts";
import { wholeDefinition } from "../pipeline/definition-of.ts";
import { mergeSettings } from "../pipeline/merge-settings.ts";
import { theSubject } from "../pipeline/subject.ts";
import { rehearseOptions, type RunFlags } from "../rehearse/options-of.ts";
import type { SimulatedRun, Told } from "./run.ts";
import { seeded } from "./seeded.ts";

/** What a task answers: as a stand-in of the configuration is written, without what needs a process. */
export type Answer =
  | ((request: TaskRequest) => JsonValue | Promise<JsonValue>)
  | ({ readonly delay?: Duration } & (
      | { readonly answer: JsonValue }
      /** In turn, the last again and again; one that is `{ throws: { error, cause } }` is a failure. */
      | { readonly answers: readonly unknown[] }
      | { readonly throws: { readonly error: string; readonly cause?: string } }
    ));

/** How to simulate. */
export interface SimulateInTest {
  /** Over the configuration's. @default {} */
  readonly input?: Readonly<Record<string, unknown>>;
  /** By state, resource, function or `service:action`, over the configuration's stand-ins. @default {} */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** A file with mocks, over the answers. @default the configuration's */
  readonly mocks?: string;
  /** The test case of a MockConfigFile.json. */
  readonly case?: string;
  /** What is left to chance (jitter, random numbers, UUIDs) follows from it. @default 0 */
  readonly seed?: number;
  /** When its clock starts. @default "2026-01-01T00:00Z" */
  readonly at?: string;
  /** Over the configuration's. @default {} */
  readonly settings?: Settings;
  /** The configuration's file. @default the nearest one above the working directory */
  readonly config?: string;
}

/**
 * Runs a pipeline in simulated time, its tasks answered from what is given: no cloud, no process, the same run for the same
 * seed. What is published to a topic is told, and answered where nothing else is said; any other task needs an answer.
 *
 * @throws AlphaEngineError `NO_ANSWER` where a task has none
 *
 * @example
 * ```ts example
 * import { writeFileSync } from "node:fs";
 * import { simulate } from "alpha-engine/vitest";
 *
 * const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 3600 }];
 * const Train = { Type: "Task", Resource: "arn:aws:states:::batch:submitJob.sync", Parameters: { JobName: "t", JobQueue: "q", JobDefinition: "d" }, Retry, End: true };
 * writeFileSync("training.asl.json", JSON.stringify({ StartAt: "Train", States: { Train } }));
 * const answers = [{ throws: { error: "Batch.Busy" } }, { JobId: "1" }];
 * const { status, output, milliseconds } = await simulate("training.asl.json", { answers: { Train: { answers } } });
 * console.log(status, output, milliseconds);
 * ```
 * ```text output
 * SUCCEEDED { JobId: '1' } 3600000
 * ```
 */
export async function simulate(pipeline: string, options: SimulateInTest = {}): Promise<SimulatedRun> {
  const loaded = await loadConfig(options.config);
  const subject = theSubject(pipeline, loaded);
  const { settings } = await mergeSettings({ ...loaded.config.settings, ...options.settings });
  const { machineType = "STANDARD" } = await wholeDefinition(subject, { settings });
  const { options: made } = await rehearseOptions(subject, { loaded, settings, flags: flagsOf(options) });
  const { definition, mocks, case: testCase } = made;
  const machine = machineOf(definition, subject.name);
  const clock = simulatedClock({ startAt: startOf(options.at), autoAdvance: true });
  const random = seeded(options.seed ?? 0);
  const mocked =
    mocks === undefined
      ? undefined
      : mockTasks(machine, mocks as JsonValue, testCase === undefined ? {} : { testCase }, { clock });
  const answering = new Answering({ ...without(made.standIns), ...options.answers }, mocked, clock);
  const input = (typeof made.input === "function" ? made.input(madeUp(made)) : (made.input ?? {})) as JsonValue;
  const startedAt = clock.now();
  const result = await interpret(
    machine,
    input,
    { tasks: async (request) => await answering.answer(request), context: { machineType } },
    { clock, random },
  );
  answering.refuseMissing();
  const { status, output = null, error = null, cause = null, history } = result;
  const names = history.flatMap(({ stateEnteredEventDetails: details }) => details?.name ?? []);
  return {
    pipeline: subject.name,
    status,
    output,
    error,
    cause,
    reached: [...new Set([...names, ...answering.asked])],
    states: [...walk(definition)].map(({ name }) => name),
    told: answering.told,
    report:
      status === "SUCCEEDED"
        ? []
        : [`${error ?? status}${cause === null ? "" : `: ${cause}`}`, `seed: ${options.seed ?? 0}`],
    milliseconds: clock.now() - startedAt,
    history,
    unused: [...answering.unused(), ...(mocked?.unused() ?? [])],
  };
}

/** The answers of a run. */
class Answering {
  readonly told: Told[] = [];
  readonly asked: string[] = [];
  readonly #missing: string[] = [];
  readonly #times = new Map<string, number>();
  readonly #answers: Readonly<Record<string, Answer>>;
  readonly #mocked: MockedTasks | undefined;
  readonly #clock: ReturnType<typeof simulatedClock>;

  constructor(
    answers: Readonly<Record<string, Answer>>,
    mocked: MockedTasks | undefined,
    clock: ReturnType<typeof simulatedClock>,
  ) {
    this.#answers = answers;
    this.#mocked = mocked;
    this.#clock = clock;
  }

  async answer(request: TaskRequest): Promise<JsonValue> {
    this.asked.push(request.state);
    if (this.#mocked?.states.includes(request.state) === true) return await this.#mocked.tasks(request);
    const isPublish = /:sns:publish(?:\.|$)/.test(request.resource);
    const key = standInKey(this.#answers, request);
    const answer = key === undefined ? undefined : this.#answers[key];
    if (isPublish) this.told.push(toldBy(request));
    if (key === undefined || answer === undefined) {
      if (isPublish) return { MessageId: "00000000-0000-0000-0000-000000000000" };
      return this.#refuse(request);
    }
    const before = this.#times.get(key) ?? 0;
    this.#times.set(key, before + 1);
    if (typeof answer === "function") return await answer(request);
    const { delay } = answer;
    if (delay !== undefined)
      await new Promise<void>((resolve) => void this.#clock.schedule(toMilliseconds(delay), resolve));
    return written(answer, before);
  }

  unused(): readonly string[] {
    return Object.keys(this.#answers).filter((key) => !this.#times.has(key));
  }

  refuseMissing(): void {
    const missing = [...new Set([...this.#missing, ...(this.#mocked?.missing() ?? [])])];
    if (missing.length === 0) return;
    throw new AlphaEngineError("NO_ANSWER", `nothing answers ${missing.join(", nor ")}`, {
      hint: `say what it answers: answers: { ${JSON.stringify(this.asked.at(-1))}: { answer: {} } }`,
    });
  }

  #refuse({ state, resource }: TaskRequest): never {
    this.#missing.push(`${state} (${resource})`);
    throw new TaskFailure("NoAnswer", `nothing answers ${state}`, { endsExecution: true });
  }
}

function written(answer: Exclude<Answer, (...given: never[]) => unknown>, before: number): JsonValue {
  if ("throws" in answer) throw new TaskFailure(answer.throws.error, answer.throws.cause);
  if ("answer" in answer) return answer.answer;
  const next = answer.answers[Math.min(before, answer.answers.length - 1)] ?? null;
  const { throws } = (
    typeof next === "object" && next !== null && Object.keys(next).join() === "throws" ? next : {}
  ) as {
    readonly throws?: { readonly error?: unknown; readonly cause?: string };
  };
  if (typeof throws?.error === "string") throw new TaskFailure(throws.error, throws.cause);
  return next as JsonValue;
}

function toldBy({ parameters }: TaskRequest): Told {
  const { TopicArn, TargetArn, Subject, Message } = (parameters ?? {}) as Readonly<Record<string, unknown>>;
  const arn = typeof TopicArn === "string" ? TopicArn : typeof TargetArn === "string" ? TargetArn : "";
  return {
    topic: arn.split(":").at(-1) ?? "",
    subject: typeof Subject === "string" ? Subject : null,
    message: typeof Message === "string" ? Message : (JSON.stringify(Message) ?? ""),
  };
}

/** What needs a process answers nothing here. */
function without(standIns: RehearseOptions["standIns"] = {}): Readonly<Record<string, Answer>> {
  const own = Object.entries(standIns).filter(
    ([, standIn]) => typeof standIn === "function" || !("module" in standIn || "command" in standIn),
  );
  return Object.fromEntries(own) as Readonly<Record<string, Answer>>;
}

function flagsOf({ input = {}, mocks, case: testCase }: SimulateInTest): RunFlags {
  return {
    input,
    fail: [],
    reclaim: [],
    sandbox: "auto",
    ...(mocks === undefined ? {} : { mocks }),
    ...(testCase === undefined ? {} : { case: testCase }),
  };
}

function machineOf(definition: Definition, name: string): Machine {
  const parsed = parse(definition);
  if (parsed.ok) return parsed.machine;
  const [problem] = parsed.problems;
  throw new AlphaEngineError("NO_DEFINITION", `${name}: ${problem?.message ?? "it is no definition"}`);
}

function startOf(at: string = "2026-01-01T00:00Z"): number {
  const instant = Date.parse(at);
  if (Number.isFinite(instant)) return instant;
  throw new AlphaEngineError("INPUT_REFUSED", `at: expected an instant such as 2026-05-23T09:00Z, got ${at}`);
}

/** Ids and ARNs for what there would be in a rehearsal. */
function madeUp({ boxes = {}, topics = {}, region = "us-east-1", account = "000000000000" }: RehearseOptions): Stage {
  const ids = Object.keys(boxes).map((name, index) => [name, `i-${String(index + 1).padStart(17, "0")}`]);
  const arns = Object.keys(topics).map((name) => [name, `arn:aws:sns:${region}:${account}:${name}`]);
  return { boxIds: Object.fromEntries(ids), topicArns: Object.fromEntries(arns) };
}
