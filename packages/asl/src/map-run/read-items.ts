import type { ItemReader } from "../definition/machine.ts";
import type { MapPlan, S3Answer, S3Request } from "../execution/execution.ts";
import { StateFailure } from "../execution/failure.ts";
import { readJson } from "../java/json-reader.ts";
import { JsonProblem } from "../java/json-scanner.ts";
import { isArray, isObject, type JsonArray, type JsonObject, type JsonValue } from "../json.ts";
import type { ActiveThread, OpenTransition } from "../transition/open-transition.ts";
import { askS3 } from "./ask-s3.ts";
import { csvItems, csvRows } from "./csv.ts";

/** AWS reads no more items than that, whatever MaxItems says. [doc: ItemReader] */
const MOST_ITEMS = 100_000_000;

/** The reader of a Map could not give its items. Retry and Catch see it. [recordings: scenarios, test_map_item_reader] */
export function readerFailure(cause: string): StateFailure {
  return new StateFailure({ error: "States.ItemReaderFailed", cause, branch: true });
}

/** Asks for the first object or listing. */
export function startReading(
  transition: OpenTransition,
  thread: ActiveThread,
  { action, inputType }: ItemReader,
  parameters: JsonObject,
): void {
  const { plan } = thread.frame;
  if (plan === undefined) return;
  if ((plan.maxItems ?? 0) < 0) throw readerFailure("field MaxItems must be positive");
  // [recordings: Validation.ItemReader]
  if (inputType === "PARQUET" && parameters["VersionId"] !== undefined)
    throw readerFailure("S3 Version ID selection is not currently supported for PARQUET files");
  read(transition, thread, plan, { action, parameters });
}

/** Takes what S3 answered: reads on where it is a manifest, or a listing to be flattened, else goes on with the items. */
export function continueReading(transition: OpenTransition, thread: ActiveThread, answer: S3Answer): void {
  const state = transition.state(thread);
  const { plan } = thread.frame;
  if (state.type !== "Map" || state.itemReader === undefined || plan === undefined) return;
  const reader = state.itemReader;
  if (plan.unread === undefined) {
    if (reader.flatten === true && answer.kind === "objects")
      return readFiles(transition, thread, { ...plan, unread: objectsOf(answer.objects, plan) });
    if (reader.inputType === "MANIFEST" && reader.action === "getObject")
      return readFiles(transition, thread, {
        ...plan,
        columns: columnsOf(bodyOf(answer)),
        unread: filesOf(bodyOf(answer)),
      });
  }
  const items = itemsOf(reader, answer, plan);
  const sources = [...(plan.sources ?? []), { uri: uriOf(plan.reading), items: items.length }];
  if (plan.unread !== undefined)
    return readFiles(transition, thread, { ...plan, sources, read: [...(plan.read ?? []), ...items] });
  thread.frame.plan = { ...plan, sources };
  deliverItems(transition, thread, items);
}

/** The objects of a listing, to be read one by one. [recordings: Observation.ItemReader] */
function objectsOf(objects: readonly JsonObject[], { reading }: MapPlan): S3Request[] {
  const Bucket = reading?.parameters["Bucket"] ?? null;
  return objects.map(({ Key = null }) => ({ action: "getObject", parameters: { Bucket, Key } }));
}

/** Where items come from, as `$$.Map.Item.Source` has it: the object, or the bucket of a listing. [recordings: Observation.ItemReader] */
function uriOf(request: S3Request | undefined): string {
  const { Bucket, Key } = request?.parameters ?? {};
  const bucket = typeof Bucket === "string" ? Bucket : "";
  return request?.action === "getObject" && typeof Key === "string" ? `s3://${bucket}/${Key}` : `s3://${bucket}`;
}

function read(transition: OpenTransition, thread: ActiveThread, plan: MapPlan, reading: S3Request): void {
  thread.frame.plan = { ...plan, reading };
  askS3(transition, thread, reading);
}

/** Asks for the next file, unless there is none or enough has been read. */
function readFiles(transition: OpenTransition, thread: ActiveThread, plan: MapPlan): void {
  const { read: items = [], unread: [next, ...unread] = [] } = plan;
  if (next !== undefined && !hasEnough(plan, items))
    return read(transition, thread, { ...plan, read: items, unread }, next);
  thread.frame.plan = plan;
  deliverItems(transition, thread, items);
}

function deliverItems(transition: OpenTransition, thread: ActiveThread, items: JsonArray): void {
  const { maxItems = 0 } = thread.frame.plan ?? {};
  const most = Math.min(maxItems === 0 ? MOST_ITEMS : maxItems, MOST_ITEMS);
  transition.execution.queue.push({ do: "items", thread: thread.id, items: items.slice(0, most) });
}

function hasEnough({ maxItems = 0 }: MapPlan, read: JsonArray): boolean {
  return maxItems > 0 && read.length >= maxItems;
}

function itemsOf(reader: ItemReader, answer: S3Answer, { columns }: MapPlan): JsonArray {
  if (answer.kind === "objects") return answer.objects.map(listed);
  const body = bodyOf(answer);
  switch (reader.inputType) {
    case "CSV":
      return csvItems(csvRows(body, reader.csvDelimiter), reader.csvHeaders, readerFailure);
    case "MANIFEST":
      return csvItems(csvRows(body, ","), columns, readerFailure);
    case "JSONL":
      return body
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => parsed(line));
    case "PARQUET":
      throw readerFailure("This evaluator does not read Parquet files.");
    default:
      return listOf(parsed(body), reader.itemsPointer);
  }
}

/** An object of a listing, spelled as AWS spells it for a Map. [recordings: test_map_item_reader_base_list_objects_v2] */
function listed({ ETag, ...object }: JsonObject): JsonObject {
  return ETag === undefined ? object : { Etag: ETag, ...object };
}

function bodyOf(answer: S3Answer): string {
  return answer.kind === "done" ? (answer.body ?? "") : "";
}

function listOf(value: JsonValue, pointer: string | undefined): JsonArray {
  const list = pointer === undefined ? value : atPointer(value, pointer);
  if (isArray(list)) return list;
  if (pointer !== undefined && isObject(list)) return Object.entries(list).map(([Key, Value]) => ({ Key, Value }));
  throw readerFailure("Attempting to map over non-iterable node.");
}

function atPointer(value: JsonValue, pointer: string): JsonValue | undefined {
  const names = pointer.split("/").slice(1);
  return names.reduce<JsonValue | undefined>((at, escaped) => {
    const name = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isArray(at)) return /^\d+$/.test(name) ? at[Number(name)] : undefined;
    return isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, value);
}

function parsed(text: string): JsonValue {
  try {
    return readJson(text) ?? null;
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw readerFailure(`The object is not JSON: ${error.message}`);
  }
}

/** The columns of an inventory's files. [doc: S3 inventory] */
function columnsOf(manifest: string): readonly string[] {
  const value = parsed(manifest);
  const schema = isObject(value) ? value["fileSchema"] : undefined;
  if (typeof schema !== "string") throw readerFailure("The manifest has no 'fileSchema'.");
  return schema.split(",").map((column) => column.trim());
}

/** The data files that an S3 inventory's manifest names. [doc: S3 inventory] */
function filesOf(manifest: string): S3Request[] {
  const value = parsed(manifest);
  const files = isObject(value) ? value["files"] : undefined;
  const bucket = isObject(value) ? value["destinationBucket"] : undefined;
  if (!isArray(files) || typeof bucket !== "string")
    throw readerFailure("The manifest has no 'files' and 'destinationBucket'.");
  return files.flatMap((file) => {
    const Key = isObject(file) ? file["key"] : undefined;
    const parameters = { Bucket: bucket.replace(/^arn:aws[a-z-]*:s3:::/, ""), Key: Key ?? null };
    return typeof Key === "string" ? [{ action: "getObject", parameters } as const] : [];
  });
}
