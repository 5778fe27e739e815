import type { MapState, NumberSource } from "../definition/machine.ts";
import type { Fan, MapPlan } from "../execution/execution.ts";
import { StateFailure } from "../execution/failure.ts";
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../json.ts";
import { batched } from "../map-run/batch.ts";
import { startReading } from "../map-run/read-items.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import { noResults } from "../paths/no-results.ts";
import type { ActiveThread, OpenTransition, ExpressionData } from "../transition/open-transition.ts";
import { startFan } from "./fan.ts";
import { unexpected } from "./wait.ts";

/** How many iterations of an inline Map, how many children of a distributed one run at once by default. [doc: Map state] */
const INLINE_LIMIT = 40;
const DISTRIBUTED_LIMIT = 10_000;

/** Works out the items, or asks S3 for them. Nothing is recorded before every expression has its value. */
export function runMap(transition: OpenTransition, thread: ActiveThread, state: MapState): void {
  const input = transition.inputOf(thread);
  const { itemReader } = state;
  if (itemReader === undefined) {
    const items = itemsOf(transition, thread, state, input);
    if (state.queryLanguage === "JSONPath") transition.note("afterItemsPath", items);
    thread.frame.plan = planOf(transition, thread, state, input, items.length);
    return fanOut(transition, thread, state, input, items, () => recordStart(transition, thread, state, items.length));
  }
  const parameters =
    itemReader.parameters === undefined ? {} : transition.value(thread, itemReader.parameters, { input });
  const maxItems = numberOf(transition, thread, itemReader.maxItems, "MaxItems", input);
  thread.frame.plan = {
    ...planOf(transition, thread, state, input, 0),
    ...(maxItems === undefined ? {} : { maxItems }),
  };
  recordStart(transition, thread, state, 0);
  if (transition.inspected) return;
  startReading(transition, thread, itemReader, isObject(parameters) ? parameters : {});
}

/** S3 has given the items. */
export function runItems(transition: OpenTransition, thread: ActiveThread, items: JsonArray): void {
  const state = transition.state(thread);
  if (state.type === "Map") fanOut(transition, thread, state, transition.inputOf(thread), items, () => {});
}

function recordStart(transition: OpenTransition, thread: ActiveThread, { mode }: MapState, length: number): void {
  transition.record(thread, "MapStateStarted", { length });
  const { plan } = thread.frame;
  if (mode === "INLINE" || plan === undefined) return;
  const mapRunArn = arnOfRun(transition, thread);
  thread.frame.plan = { ...plan, mapRunArn };
  transition.record(thread, "MapRunStarted", { mapRunArn });
}

function fanOut(
  transition: OpenTransition,
  thread: ActiveThread,
  state: MapState,
  input: JsonValue,
  items: JsonArray,
  recordTheStart: () => void,
): void {
  const selected = selectItems(transition, thread, state, input, items);
  const inputs = batchItems(transition, thread, state, input, selected);
  recordTheStart();
  startFan(transition, thread, { inputs, ...limitsFor(state, thread.frame.plan, inputs.length) });
}

function limitsFor({ mode }: MapState, plan: MapPlan | undefined, length: number): Pick<Fan, "limit" | "tolerated"> {
  const { maxConcurrency = 0, toleratedCount = 0, toleratedPercentage = 0 } = plan ?? {};
  if (mode === "INLINE") return { limit: maxConcurrency > 0 ? maxConcurrency : INLINE_LIMIT, tolerated: 0 };
  return {
    limit: maxConcurrency > 0 ? maxConcurrency : DISTRIBUTED_LIMIT,
    tolerated: tolerance(toleratedCount, toleratedPercentage, length),
  };
}

/** How many children may fail; the higher of the two thresholds counts. */
function tolerance(count: number, percentage: number, length: number): number {
  return Math.max(count, Math.floor((percentage / 100) * length));
}

function planOf(
  transition: OpenTransition,
  thread: ActiveThread,
  state: MapState,
  input: JsonValue,
  length: number,
): MapPlan {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = state;
  try {
    const limit = whole(transition, thread, maxConcurrency, "MaxConcurrency", input) ?? 0;
    const count = whole(transition, thread, toleratedFailureCount, "ToleratedFailureCount", input);
    const percentage = whole(transition, thread, toleratedFailurePercentage, "ToleratedFailurePercentage", input);
    if (percentage !== undefined && percentage > 100)
      throw transition.failure(thread, "ToleratedFailurePercentage must be between 0 and 100.");
    transition.note("maxConcurrency", limit);
    if (count !== undefined) transition.note("toleratedFailureCount", count);
    if (percentage !== undefined) transition.note("toleratedFailurePercentage", percentage);
    return {
      maxConcurrency: limit,
      toleratedCount: count ?? 0,
      toleratedPercentage: percentage ?? 0,
      ...destinationOf(transition, thread, state, input),
    };
  } catch (error) {
    // A distributed Map has begun by then. [recordings: test_map_state_tolerated_failure_count_path]
    if (error instanceof StateFailure && state.mode === "DISTRIBUTED")
      transition.record(thread, "MapStateStarted", { length });
    throw error;
  }
}

function destinationOf(
  transition: OpenTransition,
  thread: ActiveThread,
  { resultWriter }: MapState,
  input: JsonValue,
): Pick<MapPlan, "destination"> {
  if (resultWriter?.parameters === undefined) return {};
  const value = transition.value(thread, resultWriter.parameters, { input });
  const { Bucket, Prefix = "" } = isObject(value) ? value : {};
  if (typeof Bucket === "string" && typeof Prefix === "string") return { destination: { Bucket, Prefix } };
  throw transition.failure(thread, `The ResultWriter needs a Bucket, got ${JSON.stringify(value)}`);
}

function itemsOf(transition: OpenTransition, thread: ActiveThread, state: MapState, input: JsonValue): JsonArray {
  if (state.queryLanguage === "JSONata") return jsonataItems(transition, thread, state, input);
  const { itemsPath } = state;
  const data = transition.pathData(thread, { input });
  const value = itemsPath === undefined ? input : evaluatePath(itemsPath, data);
  if (value === undefined && itemsPath !== undefined)
    throw transition.failure(thread, `Invalid path '${itemsPath.text}' : ${noResults(itemsPath, data)}`);
  if (isArray(value)) return value;
  if (state.mode === "DISTRIBUTED" && isObject(value)) return entriesOf(value);
  // A path into the context object is shown as if it were one into the input. [recordings: test_state_map_context_object]
  const text = itemsPath?.text ?? "$";
  throw transition.failure(
    thread,
    `Reference path "${text.startsWith("$$") ? text.slice(1) : text}" must point to array.`,
  );
}

function jsonataItems(
  transition: OpenTransition,
  thread: ActiveThread,
  { items, mode }: MapState,
  input: JsonValue,
): JsonArray {
  const value = items === undefined ? input : transition.value(thread, items, { input });
  if (isArray(value)) return value;
  if (mode === "DISTRIBUTED" && isObject(value)) return entriesOf(value);
  if (items?.kind === "jsonata")
    throw transition.queryFailure(thread, "Items", unexpected(items.expression, "Items", "array", value));
  throw transition.queryFailure(
    thread,
    "Items",
    `The field 'Items' must be an array, but was ${JSON.stringify(value)}`,
  );
}

function entriesOf(value: JsonObject): JsonArray {
  return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
}

/** What each iteration gets; all expressions of all items are evaluated in one go. */
function selectItems(
  transition: OpenTransition,
  thread: ActiveThread,
  { itemSelector }: MapState,
  input: JsonValue,
  items: JsonArray,
): JsonArray {
  if (itemSelector === undefined) return items;
  const selected = transition.values(
    thread,
    items.map((Value, Index): readonly [typeof itemSelector, ExpressionData] => [
      itemSelector,
      { input, map: { Item: { Index, Value } } },
    ]),
  );
  transition.note("afterItemSelector", selected);
  return selected;
}

function batchItems(
  transition: OpenTransition,
  thread: ActiveThread,
  { itemBatcher }: MapState,
  input: JsonValue,
  items: JsonArray,
): JsonArray {
  if (itemBatcher === undefined) return items;
  const batchInput =
    itemBatcher.batchInput === undefined ? undefined : transition.value(thread, itemBatcher.batchInput, { input });
  const maxItems = whole(transition, thread, itemBatcher.maxItems, "MaxItemsPerBatch", input);
  const maxBytes = whole(transition, thread, itemBatcher.maxBytes, "MaxInputBytesPerBatch", input);
  const batches = batched(items, batchInput, {
    ...(maxItems === undefined || maxItems === 0 ? {} : { maxItems }),
    ...(maxBytes === undefined || maxBytes === 0 ? {} : { maxBytes }),
  });
  transition.note("afterItemBatcher", batches);
  return batches;
}

/** A whole number that is not negative. */
function whole(
  transition: OpenTransition,
  thread: ActiveThread,
  source: NumberSource | undefined,
  name: string,
  input: JsonValue,
): number | undefined {
  const number = numberOf(transition, thread, source, name, input);
  if (number === undefined || number >= 0) return number;
  throw transition.failure(
    thread,
    name === "ToleratedFailurePercentage" ? `${name} must be between 0 and 100.` : `${name} cannot be negative.`,
  );
}

function numberOf(
  transition: OpenTransition,
  thread: ActiveThread,
  source: NumberSource | undefined,
  name: string,
  input: JsonValue,
): number | undefined {
  if (source === undefined) return undefined;
  const data = transition.pathData(thread, { input });
  if (source.kind === "path" && evaluatePath(source.path, data) === undefined) {
    throw transition.failure(thread, `Invalid path '${source.path.text}' : ${noResults(source.path, data)}`);
  }
  const value = transition.source(thread, source, { input }) ?? null;
  const number = typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === "number" && (name === "ToleratedFailurePercentage" || Number.isInteger(number))) return number;
  const where = source.kind === "path" ? `: ${source.path.text}` : "";
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  throw transition.failure(
    thread,
    `The ${name}${source.kind === "path" ? "Path" : ""} field refers to value "${shown}" which is not a valid integer${where}`,
  );
}

function arnOfRun(transition: OpenTransition, thread: ActiveThread): string {
  const own = transition.execution.context["Execution"];
  const id = isObject(own) ? own["Id"] : undefined;
  return `${typeof id === "string" ? id.replace(":execution:", ":mapRun:") : "mapRun"}/${thread.frame.state}:${transition.newId()}`;
}
