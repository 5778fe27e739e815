import type { MapState } from "../definition/machine.ts";
import type { Fan, MapPlan } from "../execution/execution.ts";
import { StateFailure } from "../execution/failure.ts";
import type { MapRunLimits } from "../execution/map-run-news.ts";
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../json.ts";
import { batched } from "../map-run/batch.ts";
import { runNames, tellOfRun } from "../map-run/child-execution.ts";
import { startReading } from "../map-run/read-items.ts";
import { evaluatePath } from "../paths/evaluate-path.ts";
import { noResults } from "../paths/no-results.ts";
import { contextOf, type ExpressionData, pathData } from "../transition/expression-data.ts";
import { dataFailure, queryFailure } from "../transition/failures.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { inputOf, valueOf, valuesOf } from "../transition/values.ts";
import { startFan, updateFan } from "./fan.ts";
import { numberOf, wholeNumberOf } from "./numbers.ts";
import { unexpected } from "./unexpected.ts";
import type { Visit } from "./visit.ts";

/** How many iterations of an inline Map, how many children of a distributed one run at once by default. [doc: Map state] */
const INLINE_LIMIT = 40;
const DISTRIBUTED_LIMIT = 10_000;

/** Works out the items, or asks S3 for them. Nothing is recorded before every expression has its value. */
export function runMap(transition: OpenTransition, thread: ActiveThread, state: MapState): void {
  const input = inputOf(transition, thread);
  const visit: Visit<MapState> = { transition, thread, state, input };
  const { itemReader } = state;
  if (itemReader === undefined) {
    const items = itemsOf(visit);
    if (state.queryLanguage === "JSONPath") transition.note("afterItemsPath", items);
    thread.frame.plan = planOf(visit, items.length);
    return fanOut(visit, items, () => recordStart(visit, items.length));
  }
  const parameters =
    itemReader.parameters === undefined ? {} : valueOf(transition, thread, itemReader.parameters, { input });
  const maxItems = numberOf(visit, "MaxItems", itemReader.maxItems);
  thread.frame.plan = { ...planOf(visit, 0), ...(maxItems === undefined ? {} : { maxItems }) };
  recordStart(visit, 0);
  if (transition.inspected) return;
  startReading(transition, thread, itemReader, isObject(parameters) ? parameters : {});
}

/** S3 has given the items. */
export function runItems(transition: OpenTransition, thread: ActiveThread, items: JsonArray): void {
  const state = transition.state(thread);
  if (state.type === "Map") fanOut({ transition, thread, state, input: inputOf(transition, thread) }, items, () => {});
}

function recordStart({ transition, thread, state }: Visit<MapState>, length: number): void {
  transition.record(thread, "MapStateStarted", { length });
  const { plan } = thread.frame;
  if (state.mode === "INLINE" || plan === undefined) return;
  const { mapRunArn, stateMachineArn } = runNames(transition, state);
  thread.frame.plan = { ...plan, mapRunArn };
  const { maxConcurrency, toleratedCount, toleratedPercentage } = plan;
  tellOfRun(transition, () => ({
    what: "run-started",
    mapRunArn,
    executionArn: executionArnOf(transition, thread),
    stateMachineArn,
    childType: state.childType,
    maxConcurrency,
    toleratedFailureCount: toleratedCount,
    toleratedFailurePercentage: toleratedPercentage,
  }));
  transition.record(thread, "MapRunStarted", { mapRunArn });
}

/** A Map Run that is under way goes on with other limits. [doc: UpdateMapRun] */
export function updateMapRun(
  transition: OpenTransition,
  mapRunArn: string,
  { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }: Partial<MapRunLimits>,
): void {
  for (const { id } of Object.values(transition.execution.threads)) {
    const thread = transition.active(id);
    const { plan, fan } = thread?.frame ?? {};
    if (thread === undefined || plan?.mapRunArn !== mapRunArn) continue;
    thread.frame.plan = {
      ...plan,
      maxConcurrency: maxConcurrency ?? plan.maxConcurrency,
      toleratedCount: toleratedFailureCount ?? plan.toleratedCount,
      toleratedPercentage: toleratedFailurePercentage ?? plan.toleratedPercentage,
    };
    const state = transition.state(thread);
    if (state.type === "Map" && fan !== undefined)
      updateFan(transition, thread, limitsFor(state, thread.frame.plan, fan.inputs.length));
  }
}

function fanOut(visit: Visit<MapState>, items: JsonArray, recordTheStart: () => void): void {
  const { transition, thread, state } = visit;
  const inputs = batchItems(visit, selectItems(visit, items));
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

function planOf(visit: Visit<MapState>, length: number): MapPlan {
  const { transition, thread, state } = visit;
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = state;
  try {
    const limit = wholeNumberOf(visit, "MaxConcurrency", maxConcurrency) ?? 0;
    const count = wholeNumberOf(visit, "ToleratedFailureCount", toleratedFailureCount);
    const percentage = wholeNumberOf(visit, "ToleratedFailurePercentage", toleratedFailurePercentage);
    transition.note("maxConcurrency", limit);
    if (count !== undefined) transition.note("toleratedFailureCount", count);
    if (percentage !== undefined) transition.note("toleratedFailurePercentage", percentage);
    return {
      maxConcurrency: limit,
      toleratedCount: count ?? 0,
      toleratedPercentage: percentage ?? 0,
      ...destinationOf(visit),
    };
  } catch (error) {
    // A distributed Map has begun by then. [recordings: test_map_state_tolerated_failure_count_path]
    if (error instanceof StateFailure && state.mode === "DISTRIBUTED")
      transition.record(thread, "MapStateStarted", { length });
    throw error;
  }
}

function destinationOf(visit: Visit<MapState>): Pick<MapPlan, "destination"> {
  const { transition, thread, state, input } = visit;
  if (state.resultWriter?.parameters === undefined) return {};
  const value = valueOf(transition, thread, state.resultWriter.parameters, { input });
  const { Bucket, Prefix = "" } = isObject(value) ? value : {};
  if (typeof Bucket === "string" && typeof Prefix === "string") return { destination: { Bucket, Prefix } };
  throw dataFailure(transition, thread, `The ResultWriter needs a Bucket, got ${JSON.stringify(value)}`);
}

function itemsOf(visit: Visit<MapState>): JsonArray {
  const { transition, thread, state, input } = visit;
  if (state.queryLanguage === "JSONata") return jsonataItems(visit);
  const { itemsPath } = state;
  const data = pathData(transition, thread, { input });
  const value = itemsPath === undefined ? input : evaluatePath(itemsPath, data);
  if (value === undefined && itemsPath !== undefined)
    throw dataFailure(transition, thread, `Invalid path '${itemsPath.text}' : ${noResults(itemsPath, data)}`);
  if (isArray(value)) return value;
  if (state.mode === "DISTRIBUTED" && isObject(value)) return entriesOf(value);
  // A path into the context object is shown as if it were one into the input. [recordings: test_state_map_context_object]
  const text = itemsPath?.text ?? "$";
  throw dataFailure(
    transition,
    thread,
    `Reference path "${text.startsWith("$$") ? text.slice(1) : text}" must point to array.`,
  );
}

function jsonataItems({ transition, thread, state: { items, mode }, input }: Visit<MapState>): JsonArray {
  const value = items === undefined ? input : valueOf(transition, thread, items, { input });
  if (isArray(value)) return value;
  if (mode === "DISTRIBUTED" && isObject(value)) return entriesOf(value);
  if (items?.kind === "jsonata")
    throw queryFailure(transition, thread, "Items", unexpected(items.expression, "Items", "array", value));
  // [recordings: test_map_state_items_input_types, of LocalStack]
  const where = items === undefined ? null : "Items";
  throw queryFailure(transition, thread, where, `Map state input must be an array but was: ${JSON.stringify(value)}`);
}

function entriesOf(value: JsonObject): JsonArray {
  return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
}

/** What each iteration gets; all expressions of all items are evaluated in one go. */
function selectItems({ transition, thread, state, input }: Visit<MapState>, items: JsonArray): JsonArray {
  const { itemSelector } = state;
  if (itemSelector === undefined) return items;
  const sources = sourcesOf(state, thread.frame.plan, items.length);
  const selected = valuesOf(
    transition,
    thread,
    items.map((Value, Index): readonly [typeof itemSelector, ExpressionData] => [
      itemSelector,
      { input, map: { Item: { Index, Value, ...(sources === undefined ? {} : { Source: sources[Index] ?? "" }) } } },
    ]),
  );
  transition.note("afterItemSelector", selected);
  return selected;
}

/** Where each item of a distributed Map comes from: an object of S3, or the state's own data. [doc: context object] */
function sourcesOf({ mode }: MapState, plan: MapPlan | undefined, length: number): string[] | undefined {
  if (mode === "INLINE") return undefined;
  const { sources = [{ uri: "STATE_DATA", items: length }] } = plan ?? {};
  return sources.flatMap(({ uri, items }) => Array.from({ length: items }, () => uri));
}

function batchItems(visit: Visit<MapState>, items: JsonArray): JsonArray {
  const { transition, thread, state, input } = visit;
  const { itemBatcher } = state;
  if (itemBatcher === undefined) return items;
  const batchInput: JsonValue | undefined =
    itemBatcher.batchInput === undefined ? undefined : valueOf(transition, thread, itemBatcher.batchInput, { input });
  const maxItems = wholeNumberOf(visit, "MaxItemsPerBatch", itemBatcher.maxItems);
  const maxBytes = wholeNumberOf(visit, "MaxInputBytesPerBatch", itemBatcher.maxBytes);
  const batches = batched(items, batchInput, {
    ...(maxItems === undefined || maxItems === 0 ? {} : { maxItems }),
    ...(maxBytes === undefined || maxBytes === 0 ? {} : { maxBytes }),
  });
  transition.note("afterItemBatcher", batches);
  return batches;
}

function executionArnOf(transition: OpenTransition, thread: ActiveThread): string {
  const own = contextOf(transition, thread)["Execution"];
  const id = isObject(own) ? own["Id"] : undefined;
  return typeof id === "string" ? id : "";
}
