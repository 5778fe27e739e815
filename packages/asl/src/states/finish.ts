import type { Catcher, ChoiceRule, ChoiceState, State } from "../definition/machine.ts";
import type { Thread } from "../execution/execution.ts";
import { EXITED } from "../execution/history.ts";
import { checkPayload } from "../execution/payload.ts";
import { grown, type Size } from "../execution/size.ts";
import { isObject, type JsonObject, type JsonValue } from "../json.ts";
import type { Path } from "../paths/path.ts";
import { assignPath } from "../paths/reference-path.ts";
import type { Template } from "../templates/template.ts";
import { leftWith } from "../transition/details.ts";
import type { ExpressionData } from "../transition/expression-data.ts";
import { dataFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { valueOf, valuesOf, wholePath } from "../transition/values.ts";
import { dropFan, threadSucceeded } from "./fan.ts";

/** The state that comes next, and the JSON pointer of the field that names it. */
interface Way {
  readonly state: string;
  readonly by: string;
}

/** What a state leaves behind. */
interface Exit {
  readonly output: JsonValue;
  readonly assigned?: JsonObject;
  /** Its size at most, where that is known. */
  readonly size?: Size;
}

/** The state's work is done: shapes its output and goes on. */
export function finishState(transition: OpenTransition, thread: ActiveThread, result: JsonValue): void {
  const state = transition.state(thread);
  leave(
    transition,
    thread,
    state.queryLanguage === "JSONata"
      ? shapeJsonata(transition, thread, state, result)
      : shapeJsonPath(transition, thread, state, result),
    state.next === undefined ? undefined : { state: state.next, by: `${state.pointer}/Next` },
  );
}

/** A Choice leaves through a rule, or through itself when it takes its default. */
export function finishChoice(
  transition: OpenTransition,
  thread: ActiveThread,
  input: JsonValue,
  { next, from }: { next: Way; from: ChoiceRule | ChoiceState },
): void {
  const state = transition.state(thread);
  if (state.queryLanguage === "JSONata")
    return leave(transition, thread, computed(transition, thread, from, { data: { input }, fallback: input }), next);
  const exit = computed(transition, thread, assignOnly(from), { data: { input }, fallback: input });
  const output = wholePath(transition, thread, state.outputPath, input);
  leave(transition, thread, exit.assigned === undefined ? { output } : { output, assigned: exit.assigned }, next);
}

/** A catcher takes the state's failure and goes on with what it makes of it. */
export function finishCaught(
  transition: OpenTransition,
  thread: ActiveThread,
  errorOutput: JsonObject,
  { catcher, index }: { readonly catcher: Catcher; readonly index: number },
): void {
  const state = transition.state(thread);
  const next = { state: catcher.next, by: `${state.pointer}/Catch/${index}/Next` };
  const { input } = thread.frame;
  if (state.queryLanguage === "JSONata") {
    return leave(
      transition,
      thread,
      computed(transition, thread, catcher, { data: { input, errorOutput }, fallback: errorOutput }),
      next,
    );
  }
  const exit = computed(transition, thread, assignOnly(catcher), {
    data: { input: errorOutput },
    fallback: errorOutput,
  });
  leave(transition, thread, { ...exit, output: placed(transition, thread, catcher.resultPath, errorOutput) }, next);
}

function shapeJsonata(transition: OpenTransition, thread: ActiveThread, state: State, result: JsonValue): Exit {
  const { input } = thread.frame;
  const hasResult = state.type === "Task" || state.type === "Parallel" || state.type === "Map";
  return computed(transition, thread, state, { data: hasResult ? { input, result } : { input }, fallback: result });
}

function assignOnly({ assign }: { readonly assign?: Template }): { readonly assign?: Template } {
  return assign === undefined ? NOTHING : { assign };
}
const NOTHING: { readonly assign?: Template } = {};

/** Output and variables, all their expressions evaluated in one go. */
function computed(
  transition: OpenTransition,
  thread: ActiveThread,
  parts: { readonly output?: Template; readonly assign?: Template },
  { data, fallback }: { readonly data: ExpressionData; readonly fallback: JsonValue },
): Exit {
  if (parts.output === undefined && parts.assign === undefined) return { output: fallback };
  const { output = { kind: "literal", value: fallback }, assign = { kind: "literal", value: {} } } = parts;
  const [value = null, assigned] = valuesOf(transition, thread, [
    [output, data],
    [assign, data],
  ]);
  return { output: value, ...(parts.assign !== undefined && isObject(assigned) ? { assigned } : {}) };
}

function shapeJsonPath(transition: OpenTransition, thread: ActiveThread, state: State, result: JsonValue): Exit {
  const selected =
    "resultSelector" in state && state.resultSelector !== undefined
      ? valueOf(transition, thread, state.resultSelector, { input: result })
      : result;
  const assigned =
    state.assign === undefined ? undefined : valueOf(transition, thread, state.assign, { input: selected });
  const combined = "resultPath" in state ? placed(transition, thread, state.resultPath, selected) : selected;
  if ("resultPath" in state) {
    transition.note("afterResultSelector", selected);
    transition.note("afterResultPath", combined);
  }
  const output = wholePath(transition, thread, state.outputPath, combined);
  const exit = isObject(assigned) ? { output, assigned } : { output };
  if (output !== combined || !("resultPath" in state) || state.resultPath === null) return exit;
  const { text, segments } = state.resultPath;
  return segments.length === 0
    ? exit
    : { ...exit, size: grown(thread.frame.size, transition.sizeOf(selected), text, segments.length) };
}

/** The state's input with `result` at `path`; `null` drops the result. */
function placed(transition: OpenTransition, thread: ActiveThread, path: Path | null, result: JsonValue): JsonValue {
  const { input } = thread.frame;
  if (path === null) return input;
  const combined = assignPath(path, input, result);
  if (combined !== undefined) return combined;
  throw dataFailure(transition, thread, `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(input)}`);
}

function leave(transition: OpenTransition, thread: ActiveThread, exit: Exit, next: Way | undefined): void {
  const state = transition.state(thread);
  const { output } = exit;
  const { input, size } = thread.frame;
  const checked = output === input ? size : checkPayload(output, state, exit.size);
  recordExit(transition, thread, exit, checked);
  enterNext(transition, thread, next, { output, size: checked });
}

function recordExit(
  transition: OpenTransition,
  thread: ActiveThread,
  { output, assigned }: Exit,
  { bytes }: Size,
): void {
  const state = transition.state(thread);
  const { name, type } = state;
  const details = transition.isUntold(thread) ? undefined : leftWith(transition, name, output, bytes);
  if (assigned === undefined) return void transition.record(thread, EXITED[type], details);
  // The variables of one state together are a payload too. [doc: quotas]
  checkPayload(assigned, state);
  const texts = Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)] as const);
  transition.record(
    thread,
    EXITED[type],
    Object.assign(details ?? {}, { assignedVariables: Object.fromEntries(texts) }),
  );
  thread.variables = { ...thread.variables, ...assigned };
}

function enterNext(
  transition: OpenTransition,
  thread: ActiveThread,
  next: Way | undefined,
  { output, size }: { readonly output: JsonValue; readonly size: Size },
): void {
  if (transition.inspected) noteExit(transition, thread, output, next?.state);
  dropFan(transition, thread);
  (thread as Thread).frame = undefined;
  if (next === undefined) threadSucceeded(transition, thread, output);
  else transition.goTo(thread, { state: next.state, input: output, size }, next.by);
}

function noteExit(
  transition: OpenTransition,
  { variables }: ActiveThread,
  output: JsonValue,
  next: string | undefined,
): void {
  transition.noteLeaving({ output, ...(next === undefined ? {} : { nextState: next }) });
  if (Object.keys(variables).length > 0) transition.note("variables", variables);
}
