import type { ChoiceRule, ChoiceState, State } from "../definition/machine.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Path } from "../paths/path.ts";
import { assignPath } from "../paths/reference-path.ts";
import type { Template } from "../templates/template.ts";
import { StateFailure } from "./failure.ts";
import { threadSucceeded } from "./fan.ts";
import type { Active, Run, Scene } from "./run.ts";

/** AWS's limit on every payload, in bytes. [doc: quotas] */
const LARGEST_PAYLOAD = 262_144;

/** What a state leaves behind. */
interface Exit {
  readonly output: JsonValue;
  readonly assigned?: JsonObject;
}

/** The state's work is done: shapes its output and goes on. */
export function finishState(run: Run, thread: Active, result: JsonValue): void {
  const state = run.state(thread);
  leave(
    run,
    thread,
    state.queryLanguage === "JSONata"
      ? shapeJsonata(run, thread, state, result)
      : shapeJsonPath(run, thread, state, result),
    state.next,
  );
}

/** A Choice leaves through a rule, or through itself when it takes its default. */
export function finishChoice(
  run: Run,
  thread: Active,
  input: JsonValue,
  { next, from }: { next: string; from: ChoiceRule | ChoiceState },
): void {
  const state = run.state(thread);
  if (state.queryLanguage === "JSONata") return leave(run, thread, computed(run, thread, from, { input }, input), next);
  const exit = computed(run, thread, assignOnly(from), { input }, input);
  leave(run, thread, { ...exit, output: run.wholePath(thread, state.outputPath, input) }, next);
}

/** A catcher takes the state's failure and goes on with what it makes of it. */
export function finishCaught(
  run: Run,
  thread: Active,
  errorOutput: JsonObject,
  catcher: {
    readonly next: string;
    readonly resultPath: Path | null;
    readonly assign?: Template;
    readonly output?: Template;
  },
): void {
  const state = run.state(thread);
  const { input } = thread.frame;
  if (state.queryLanguage === "JSONata") {
    return leave(run, thread, computed(run, thread, catcher, { input, errorOutput }, errorOutput), catcher.next);
  }
  const exit = computed(run, thread, assignOnly(catcher), { input: errorOutput }, errorOutput);
  leave(run, thread, { ...exit, output: placed(run, thread, catcher.resultPath, errorOutput) }, catcher.next);
}

function shapeJsonata(run: Run, thread: Active, state: State, result: JsonValue): Exit {
  const { input } = thread.frame;
  const hasResult = state.type === "Task" || state.type === "Parallel" || state.type === "Map";
  return computed(run, thread, state, hasResult ? { input, result } : { input }, result);
}

function assignOnly({ assign }: { readonly assign?: Template }): { readonly assign?: Template } {
  return assign === undefined ? {} : { assign };
}

function computed(
  run: Run,
  thread: Active,
  parts: { readonly output?: Template; readonly assign?: Template },
  scene: Scene,
  fallback: JsonValue,
): Exit {
  const { output = { kind: "literal", value: fallback }, assign = { kind: "literal", value: {} } } = parts;
  const [value = null, assigned] = run.values(thread, [
    [output, scene],
    [assign, scene],
  ]);
  return { output: value, ...(parts.assign !== undefined && isObject(assigned) ? { assigned } : {}) };
}

function shapeJsonPath(run: Run, thread: Active, state: State, result: JsonValue): Exit {
  const selected =
    "resultSelector" in state && state.resultSelector !== undefined
      ? run.value(thread, state.resultSelector, { input: result })
      : result;
  const assigned = state.assign === undefined ? undefined : run.value(thread, state.assign, { input: selected });
  const combined = "resultPath" in state ? placed(run, thread, state.resultPath, selected) : selected;
  const output = run.wholePath(thread, state.outputPath, combined);
  return { output, ...(isObject(assigned) ? { assigned } : {}) };
}

/** The state's input with `result` at `path`; `null` drops the result. */
function placed(run: Run, thread: Active, path: Path | null, result: JsonValue): JsonValue {
  const { input } = thread.frame;
  if (path === null) return input;
  const combined = assignPath(path, input, result);
  if (combined !== undefined) return combined;
  throw run.failure(thread, `Unable to apply Reference Path ${path.text} to input ${JSON.stringify(input)}`);
}

function leave(run: Run, thread: Active, { output, assigned }: Exit, next: string | undefined): void {
  const state = run.state(thread);
  const text = JSON.stringify(output);
  checkSize(text, state);
  recordExit(run, thread, state, text, assigned);
  goOn(run, thread, output, next);
}

function recordExit(run: Run, thread: Active, state: State, output: string, assigned: JsonObject | undefined): void {
  const assignedVariables =
    assigned === undefined
      ? undefined
      : Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]));
  run.record(thread, `${state.type}StateExited`, {
    name: state.name,
    output,
    ...(assignedVariables === undefined ? {} : { assignedVariables }),
  });
  if (assigned !== undefined) thread.variables = { ...thread.variables, ...assigned };
}

function goOn(run: Run, thread: Active, output: JsonValue, next: string | undefined): void {
  const { id } = thread;
  delete (thread as { frame?: unknown }).frame;
  if (next === undefined) threadSucceeded(run, thread, output);
  else run.execution.queue.push({ do: "enter", thread: id, state: next, input: output });
}

export function checkSize(text: string, state: State): void {
  if (text.length * 3 <= LARGEST_PAYLOAD || Buffer.byteLength(text) <= LARGEST_PAYLOAD) return;
  throw new StateFailure({
    error: "States.DataLimitExceeded",
    cause: `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    ...(state.type === "Task" ? {} : { fatal: true }),
  });
}
