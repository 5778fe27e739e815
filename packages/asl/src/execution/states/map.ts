import type { MapState, NumberSource } from "../../definition/machine.ts";
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../../json.ts";
import { evaluatePath } from "../../paths/evaluate-path.ts";
import type { Fan } from "../execution.ts";
import { StateFailure } from "../failure.ts";
import { startFan } from "../fan.ts";
import { type Active, noResults, type Run } from "../run.ts";
import { unexpected } from "./wait.ts";

/** How many iterations of an inline Map run at once where the definition does not say. [doc: Map state] */
const INLINE_LIMIT = 40;

export function runMap(run: Run, thread: Active, state: MapState): void {
  const input = run.wholePath(thread, state.inputPath, thread.frame.input);
  if (state.unsupported !== undefined) {
    throw run.failure(thread, `This evaluator does not know the field '${state.unsupported}' of a distributed Map.`);
  }
  const items = itemsOf(run, thread, state, input);
  const { limit, tolerated } = limitsOf(run, thread, state, input, items.length);
  const inputs = selectItems(run, thread, state, input, items);
  run.record(thread, "MapStateStarted", { length: items.length });
  if (state.mode === "DISTRIBUTED") run.record(thread, "MapRunStarted", { mapRunArn: mapRunArn(run, thread) });
  startFan(run, thread, { inputs, limit, tolerated });
}

function limitsOf(
  run: Run,
  thread: Active,
  state: MapState,
  input: JsonValue,
  length: number,
): Pick<Fan, "limit" | "tolerated"> {
  try {
    const limit = whole(run, thread, state.maxConcurrency, "MaxConcurrency", input) ?? 0;
    const count = whole(run, thread, state.toleratedFailureCount, "ToleratedFailureCount", input) ?? 0;
    const percentage = whole(run, thread, state.toleratedFailurePercentage, "ToleratedFailurePercentage", input) ?? 0;
    if (percentage > 100) throw run.failure(thread, "ToleratedFailurePercentage must be between 0 and 100.");
    if (state.mode === "INLINE") return { limit: limit > 0 ? limit : INLINE_LIMIT, tolerated: 0 };
    return { limit: limit > 0 ? limit : length, tolerated: Math.max(count, Math.floor((percentage / 100) * length)) };
  } catch (error) {
    // A distributed Map has begun by then. [recordings: test_map_state_tolerated_failure_count_path]
    if (error instanceof StateFailure && state.mode === "DISTRIBUTED")
      run.record(thread, "MapStateStarted", { length });
    throw error;
  }
}

function itemsOf(run: Run, thread: Active, state: MapState, input: JsonValue): JsonArray {
  if (state.queryLanguage === "JSONata") return jsonataItems(run, thread, state, input);
  const { itemsPath } = state;
  const data = run.pathData(thread, { input });
  const value = itemsPath === undefined ? input : evaluatePath(itemsPath, data);
  if (value === undefined && itemsPath !== undefined)
    throw run.failure(thread, `Invalid path '${itemsPath.text}' : ${noResults(itemsPath, data)}`);
  if (isArray(value)) return value;
  if (state.mode === "DISTRIBUTED" && isObject(value)) return entriesOf(value);
  throw run.failure(thread, `Reference path "${itemsPath?.text ?? "$"}" must point to array.`);
}

function jsonataItems(run: Run, thread: Active, { items, mode }: MapState, input: JsonValue): JsonArray {
  const value = items === undefined ? input : run.value(thread, items, { input });
  if (isArray(value)) return value;
  if (mode === "DISTRIBUTED" && isObject(value)) return entriesOf(value);
  if (items?.kind === "jsonata")
    throw run.queryFailure(thread, "Items", unexpected(items.expression, "Items", "array", value));
  throw run.queryFailure(thread, "Items", `The field 'Items' must be an array, but was ${JSON.stringify(value)}`);
}

function entriesOf(value: JsonObject): JsonArray {
  return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
}

/** What each iteration gets; all expressions of all items are evaluated in one go. */
function selectItems(
  run: Run,
  thread: Active,
  { itemSelector }: MapState,
  input: JsonValue,
  items: JsonArray,
): JsonArray {
  if (itemSelector === undefined) return items;
  return run.values(
    thread,
    items.map((Value, Index) => [itemSelector, { input, map: { Item: { Index, Value } } }] as const),
  );
}

function whole(
  run: Run,
  thread: Active,
  source: NumberSource | undefined,
  name: string,
  input: JsonValue,
): number | undefined {
  if (source === undefined) return undefined;
  const data = run.pathData(thread, { input });
  if (source.kind === "path" && evaluatePath(source.path, data) === undefined) {
    throw run.failure(thread, `Invalid path '${source.path.text}' : ${noResults(source.path, data)}`);
  }
  const value = run.source(thread, source, { input }) ?? null;
  const number = typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || (name !== "ToleratedFailurePercentage" && !Number.isInteger(number))) {
    const where = source.kind === "path" ? `: ${source.path.text}` : "";
    const shown = typeof value === "string" ? value : JSON.stringify(value);
    throw run.failure(
      thread,
      `The ${name}${source.kind === "path" ? "Path" : ""} field refers to value "${shown}" which is not a valid integer${where}`,
    );
  }
  if (number >= 0) return number;
  throw run.failure(
    thread,
    name === "ToleratedFailurePercentage" ? `${name} must be between 0 and 100.` : `${name} cannot be negative.`,
  );
}

function mapRunArn(run: Run, thread: Active): string {
  const own = run.execution.context["Execution"];
  const id = isObject(own) ? own["Id"] : undefined;
  return `${typeof id === "string" ? id.replace(":execution:", ":mapRun:") : "mapRun"}/${thread.frame.state}:${run.newId()}`;
}
