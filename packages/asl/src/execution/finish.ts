import type { ChoiceRule, ChoiceState, State } from "../definition/machine.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Path } from "../paths/path.ts";
import { assignPath } from "../paths/reference-path.ts";
import type { Template } from "../templates/template.ts";
import { leftWith } from "./details.ts";
import type { Thread } from "./execution.ts";
import { dropFan, threadSucceeded } from "./fan.ts";
import { EXITED } from "./history.ts";
import { checkPayload } from "./payload.ts";
import type { Active, Run, Scene } from "./run.ts";
import { grown, type Size } from "./size.ts";

/** What a state leaves behind. */
interface Exit {
  readonly output: JsonValue;
  readonly assigned?: JsonObject;
  /** Its size at most, where that is known. */
  readonly size?: Size;
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
  const output = run.wholePath(thread, state.outputPath, input);
  leave(run, thread, exit.assigned === undefined ? { output } : { output, assigned: exit.assigned }, next);
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
  return assign === undefined ? NOTHING : { assign };
}
const NOTHING: { readonly assign?: Template } = {};

/** Output and variables, all their expressions evaluated in one go. */
function computed(
  run: Run,
  thread: Active,
  parts: { readonly output?: Template; readonly assign?: Template },
  scene: Scene,
  fallback: JsonValue,
): Exit {
  if (parts.output === undefined && parts.assign === undefined) return { output: fallback };
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
  if ("resultPath" in state) {
    run.note("afterResultSelector", selected);
    run.note("afterResultPath", combined);
  }
  const output = run.wholePath(thread, state.outputPath, combined);
  const exit = isObject(assigned) ? { output, assigned } : { output };
  if (output !== combined || !("resultPath" in state) || state.resultPath === null) return exit;
  const { text, segments } = state.resultPath;
  return segments.length === 0
    ? exit
    : { ...exit, size: grown(thread.frame.size, run.sizeOf(selected), text, segments.length) };
}

/** The state's input with `result` at `path`; `null` drops the result. */
function placed(run: Run, thread: Active, path: Path | null, result: JsonValue): JsonValue {
  const { input } = thread.frame;
  if (path === null) return input;
  const combined = assignPath(path, input, result);
  if (combined !== undefined) return combined;
  throw run.failure(thread, `Unable to apply Reference Path ${path.text} to input ${JSON.stringify(input)}`);
}

function leave(run: Run, thread: Active, exit: Exit, next: string | undefined): void {
  const state = run.state(thread);
  const { output } = exit;
  const { input, size } = thread.frame;
  const checked = output === input ? size : checkPayload(output, state, exit.size);
  recordExit(run, thread, state, exit, checked);
  goOn(run, thread, output, checked, next);
}

function recordExit(run: Run, thread: Active, state: State, { output, assigned }: Exit, { bytes }: Size): void {
  const { name, type } = state;
  const details = thread.silent ? undefined : leftWith(run, name, output, bytes);
  if (assigned === undefined) return void run.record(thread, EXITED[type], details);
  // The variables of one state together are a payload too. [doc: quotas]
  checkPayload(assigned, state);
  const texts = Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)] as const);
  run.record(thread, EXITED[type], Object.assign(details ?? {}, { assignedVariables: Object.fromEntries(texts) }));
  thread.variables = { ...thread.variables, ...assigned };
}

function goOn(run: Run, thread: Active, output: JsonValue, size: Size, next: string | undefined): void {
  if (run.inspected) noteExit(run, thread, output, next);
  dropFan(run, thread);
  (thread as Thread).frame = undefined;
  if (next === undefined) threadSucceeded(run, thread, output);
  else run.goTo(thread, next, output, size);
}

function noteExit(run: Run, { variables }: Active, output: JsonValue, next: string | undefined): void {
  run.noteLeaving({ output, ...(next === undefined ? {} : { nextState: next }) });
  if (Object.keys(variables).length > 0) run.note("variables", variables);
}
