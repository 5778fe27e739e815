import { type JsonValue, TaskFailure, type TaskRequest } from "@alpha-engine/asl";
import { toMilliseconds } from "@alpha-engine/dialect";

import { aheadOfWall } from "../../../cloud/ahead-of-wall.ts";
import type { Caller } from "../../../cloud/callers/caller.ts";
import type { Part } from "../../../cloud/part.ts";
import { meantStandIn, type StandIn } from "../../../cloud/stand-in.ts";
import type { WaitingTasks } from "../waiting-tasks.ts";
import { askedOf, type Outside } from "./asked.ts";
import { brokenStandIn } from "./broken-stand-in.ts";
import { commandOutside } from "./command.ts";
import { asInvoked } from "./function-answer.ts";
import { jobEnd } from "./job.ts";
import { moduleOutside } from "./module.ts";
import { pass } from "./pass.ts";

/** What stands in for tasks of a cloud. */
export interface RunningStandIns {
  /** Answers a task that something stands in for; `undefined` for any other. */
  answer(request: TaskRequest): Promise<JsonValue> | undefined;
  close(): Promise<void>;
}

type Context = Pick<Part, "callers" | "clock" | "directory" | "environment" | "options">;

export function runStandIns(context: Context, tasks: Pick<WaitingTasks, "wait">): RunningStandIns {
  const asked = new Map<string, number>();
  const outsides = new Map<string, Outside>();
  const outsideOf = (key: string, make: () => Outside): Outside => {
    const outside = outsides.get(key) ?? make();
    outsides.set(key, outside);
    return outside;
  };
  return {
    answer(request) {
      const meant = meantStandIn(context.options, request, machineOf(context.callers.current()));
      if (meant === undefined) return undefined;
      const { name: key, standIn, isOfFunction } = meant;
      const ask = (): { answer: Promise<JsonValue | undefined>; isLast: boolean } => {
        const before = asked.get(key) ?? 0;
        asked.set(key, before + 1);
        const answer = answered({ key, standIn, before, request }, context, outsideOf);
        return { answer, isLast: isLast(standIn, before) };
      };
      const given = typeof standIn === "function" ? ask().answer : jobEnd(ask, request, context.clock);
      const isToken = request.taskToken !== undefined && request.resource.endsWith(".waitForTaskToken");
      const whole = isToken ? orByToken(given, request, tasks) : given.then((answer) => answer ?? {});
      return isOfFunction && !isToken ? whole.then((answer) => asInvoked(request.resource, answer)) : whole;
    },
    close: async () => {
      await Promise.all([...outsides.values()].map(async (outside) => await outside.close()));
    },
  };
}

/** The state machine whose execution asks. */
function machineOf(caller: Caller | undefined): string | undefined {
  return caller?.kind === "task" ? /:execution:([^:/]+)/.exec(caller.executionArn)?.[1] : undefined;
}

interface Call {
  readonly key: string;
  readonly standIn: StandIn;
  /** How often it was asked before. */
  readonly before: number;
  readonly request: TaskRequest;
}

async function answered(
  { key, standIn, before, request }: Call,
  context: Context,
  outsideOf: (key: string, make: () => Outside) => Outside,
): Promise<JsonValue | undefined> {
  const { callers, clock, directory, environment } = context;
  if (typeof standIn !== "function" && standIn.delay !== undefined)
    await pass(toMilliseconds(standIn.delay, `standIns.${key}.delay`), clock, request);
  const around = { name: key, directory, environment: surroundings(environment), callers };
  const ask = async (make: () => Outside): Promise<JsonValue | undefined> =>
    await outsideOf(key, make).ask(askedOf(request), request.signal);
  if (typeof standIn === "function") return asJson(await orAborted(standIn(request), request.signal), key);
  if ("module" in standIn) return await ask(() => moduleOutside(standIn, around, () => aheadOfWall(clock)));
  if ("command" in standIn) return await ask(() => commandOutside(standIn, around));
  return written(standIn, before);
}

function written(standIn: Extract<StandIn, { readonly delay?: unknown }>, before: number): JsonValue {
  if ("throws" in standIn) throw thrown(standIn.throws);
  if ("answer" in standIn) return standIn.answer;
  if (!("answers" in standIn)) return null;
  const next = standIn.answers[Math.min(before, standIn.answers.length - 1)] ?? null;
  if (isThrown(next)) throw thrown(next.throws);
  return next as JsonValue;
}

/** Whether it answers the same from here on. */
function isLast(standIn: StandIn, before: number): boolean {
  if (typeof standIn === "function") return false;
  return "answer" in standIn || ("answers" in standIn && before + 1 >= standIn.answers.length);
}

function thrown({ error, cause }: { readonly error: string; readonly cause?: string | undefined }): TaskFailure {
  return new TaskFailure(error, cause);
}

function isThrown(value: unknown): value is { readonly throws: { readonly error: string } } {
  if (typeof value !== "object" || value === null || Object.keys(value).join() !== "throws") return false;
  return typeof (value as { readonly throws: { readonly error?: unknown } | null }).throws?.error === "string";
}

/** A value as it arrives over the wire. */
function asJson(value: unknown, key: string): JsonValue | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as JsonValue);
  } catch (error) {
    throw brokenStandIn(key, `answered what is not JSON: ${(error as Error).message}`);
  }
}

/** What never answers is not waited for longer than the task lasts. */
async function orAborted<Value>(given: Value | Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([given, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What it answers is the task's; where it answers nothing, it has passed the token on, and who has that ends the task. */
async function orByToken(
  given: Promise<JsonValue | undefined>,
  request: TaskRequest,
  tasks: Pick<WaitingTasks, "wait">,
): Promise<JsonValue> {
  const byToken = tasks.wait(request, "states");
  byToken.catch(() => {});
  const first = await Promise.race([given.then((answer) => ({ answer })), byToken.then((answer) => ({ answer }))]);
  if (first.answer !== undefined) return first.answer;
  request.submitted({});
  return await byToken;
}

const KEPT = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ"];

/** Nothing of the person's own AWS settings: what leads to this cloud, and what any program needs. */
function surroundings(environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const own = KEPT.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(own), ...environment };
}
