import type { MapState, NumberSource } from "../../definition/machine.ts";
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../../json.ts";
import { evaluatePath } from "../../paths/evaluate-path.ts";
import { noResults } from "../../paths/no-results.ts";
import type { Fan, MapPlan } from "../execution.ts";
import { StateFailure } from "../failure.ts";
import { startFan } from "../fan.ts";
import { batched } from "../map-run/batch.ts";
import { startReading } from "../map-run/read-items.ts";
import type { Active, Run, Scene } from "../run.ts";
import { unexpected } from "./wait.ts";

/** How many iterations of an inline Map, how many children of a distributed one run at once by default. [doc: Map state] */
const INLINE_LIMIT = 40;
const DISTRIBUTED_LIMIT = 10_000;

/** Works out the items, or asks S3 for them. Nothing is recorded before every expression has its value. */
export function runMap(run: Run, thread: Active, state: MapState): void {
  const input = run.inputOf(thread);
  const { itemReader } = state;
  if (itemReader === undefined) {
    const items = itemsOf(run, thread, state, input);
    if (state.queryLanguage === "JSONPath") run.note("afterItemsPath", items);
    thread.frame.plan = planOf(run, thread, state, input, items.length);
    return fanOut(run, thread, state, input, items, () => recordStart(run, thread, state, items.length));
  }
  const parameters = itemReader.parameters === undefined ? {} : run.value(thread, itemReader.parameters, { input });
  const maxItems = numberOf(run, thread, itemReader.maxItems, "MaxItems", input);
  thread.frame.plan = {
    ...planOf(run, thread, state, input, 0),
    ...(maxItems === undefined ? {} : { maxItems }),
  };
  recordStart(run, thread, state, 0);
  if (run.inspected) return;
  startReading(run, thread, itemReader, isObject(parameters) ? parameters : {});
}

/** S3 has given the items. */
export function runItems(run: Run, thread: Active, items: JsonArray): void {
  const state = run.state(thread);
  if (state.type === "Map") fanOut(run, thread, state, run.inputOf(thread), items, () => {});
}

function recordStart(run: Run, thread: Active, { mode }: MapState, length: number): void {
  run.record(thread, "MapStateStarted", { length });
  const { plan } = thread.frame;
  if (mode === "INLINE" || plan === undefined) return;
  const mapRunArn = arnOfRun(run, thread);
  thread.frame.plan = { ...plan, mapRunArn };
  run.record(thread, "MapRunStarted", { mapRunArn });
}

function fanOut(
  run: Run,
  thread: Active,
  state: MapState,
  input: JsonValue,
  items: JsonArray,
  recordTheStart: () => void,
): void {
  const selected = selectItems(run, thread, state, input, items);
  const inputs = batchItems(run, thread, state, input, selected);
  recordTheStart();
  startFan(run, thread, { inputs, ...limitsFor(state, thread.frame.plan, inputs.length) });
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

function planOf(run: Run, thread: Active, state: MapState, input: JsonValue, length: number): MapPlan {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = state;
  try {
    const limit = whole(run, thread, maxConcurrency, "MaxConcurrency", input) ?? 0;
    const count = whole(run, thread, toleratedFailureCount, "ToleratedFailureCount", input);
    const percentage = whole(run, thread, toleratedFailurePercentage, "ToleratedFailurePercentage", input);
    if (percentage !== undefined && percentage > 100)
      throw run.failure(thread, "ToleratedFailurePercentage must be between 0 and 100.");
    run.note("maxConcurrency", limit);
    if (count !== undefined) run.note("toleratedFailureCount", count);
    if (percentage !== undefined) run.note("toleratedFailurePercentage", percentage);
    return {
      maxConcurrency: limit,
      toleratedCount: count ?? 0,
      toleratedPercentage: percentage ?? 0,
      ...destinationOf(run, thread, state, input),
    };
  } catch (error) {
    // A distributed Map has begun by then. [recordings: test_map_state_tolerated_failure_count_path]
    if (error instanceof StateFailure && state.mode === "DISTRIBUTED")
      run.record(thread, "MapStateStarted", { length });
    throw error;
  }
}

function destinationOf(
  run: Run,
  thread: Active,
  { resultWriter }: MapState,
  input: JsonValue,
): Pick<MapPlan, "destination"> {
  if (resultWriter?.parameters === undefined) return {};
  const value = run.value(thread, resultWriter.parameters, { input });
  const { Bucket, Prefix = "" } = isObject(value) ? value : {};
  if (typeof Bucket === "string" && typeof Prefix === "string") return { destination: { Bucket, Prefix } };
  throw run.failure(thread, `The ResultWriter needs a Bucket, got ${JSON.stringify(value)}`);
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
  // A path into the context object is shown as if it were one into the input. [recordings: test_state_map_context_object]
  const text = itemsPath?.text ?? "$";
  throw run.failure(thread, `Reference path "${text.startsWith("$$") ? text.slice(1) : text}" must point to array.`);
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
  const selected = run.values(
    thread,
    items.map((Value, Index): readonly [typeof itemSelector, Scene] => [
      itemSelector,
      { input, map: { Item: { Index, Value } } },
    ]),
  );
  run.note("afterItemSelector", selected);
  return selected;
}

function batchItems(
  run: Run,
  thread: Active,
  { itemBatcher }: MapState,
  input: JsonValue,
  items: JsonArray,
): JsonArray {
  if (itemBatcher === undefined) return items;
  const batchInput =
    itemBatcher.batchInput === undefined ? undefined : run.value(thread, itemBatcher.batchInput, { input });
  const maxItems = whole(run, thread, itemBatcher.maxItems, "MaxItemsPerBatch", input);
  const maxBytes = whole(run, thread, itemBatcher.maxBytes, "MaxInputBytesPerBatch", input);
  const batches = batched(items, batchInput, {
    ...(maxItems === undefined || maxItems === 0 ? {} : { maxItems }),
    ...(maxBytes === undefined || maxBytes === 0 ? {} : { maxBytes }),
  });
  run.note("afterItemBatcher", batches);
  return batches;
}

/** A whole number that is not negative. */
function whole(
  run: Run,
  thread: Active,
  source: NumberSource | undefined,
  name: string,
  input: JsonValue,
): number | undefined {
  const number = numberOf(run, thread, source, name, input);
  if (number === undefined || number >= 0) return number;
  throw run.failure(
    thread,
    name === "ToleratedFailurePercentage" ? `${name} must be between 0 and 100.` : `${name} cannot be negative.`,
  );
}

function numberOf(
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
  if (typeof number === "number" && (name === "ToleratedFailurePercentage" || Number.isInteger(number))) return number;
  const where = source.kind === "path" ? `: ${source.path.text}` : "";
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  throw run.failure(
    thread,
    `The ${name}${source.kind === "path" ? "Path" : ""} field refers to value "${shown}" which is not a valid integer${where}`,
  );
}

function arnOfRun(run: Run, thread: Active): string {
  const own = run.execution.context["Execution"];
  const id = isObject(own) ? own["Id"] : undefined;
  return `${typeof id === "string" ? id.replace(":execution:", ":mapRun:") : "mapRun"}/${thread.frame.state}:${run.newId()}`;
}
