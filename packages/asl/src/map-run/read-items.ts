import type { ItemReader } from "../definition/machine.ts";
import type { MapPlan, S3Answer, S3Request } from "../execution/execution.ts";
import { StateFailure } from "../execution/failure.ts";
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
  { action }: ItemReader,
  parameters: JsonObject,
): void {
  const { maxItems = 0 } = thread.frame.plan ?? {};
  if (maxItems < 0) throw readerFailure("field MaxItems must be positive");
  askS3(transition, thread, { action, parameters });
}

/** Takes what S3 answered: reads on where it is a manifest, else goes on with the items. */
export function continueReading(transition: OpenTransition, thread: ActiveThread, answer: S3Answer): void {
  const state = transition.state(thread);
  const { plan } = thread.frame;
  if (state.type !== "Map" || state.itemReader === undefined || plan === undefined) return;
  const reader = state.itemReader;
  if (reader.inputType === "MANIFEST" && plan.unread === undefined && reader.action === "getObject")
    return readFiles(transition, thread, {
      ...plan,
      columns: columnsOf(bodyOf(answer)),
      unread: filesOf(bodyOf(answer)),
    });
  const items = itemsOf(reader, answer, plan);
  if (plan.unread !== undefined)
    return readFiles(transition, thread, { ...plan, read: [...(plan.read ?? []), ...items] });
  deliverItems(transition, thread, items);
}

/** Asks for the next file of the manifest, unless there is none or enough has been read. */
function readFiles(transition: OpenTransition, thread: ActiveThread, plan: MapPlan): void {
  const { read = [], unread: [next, ...unread] = [] } = plan;
  if (next === undefined || hasEnough(plan, read)) return deliverItems(transition, thread, read);
  thread.frame.plan = { ...plan, read, unread };
  askS3(transition, thread, next);
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
  if (answer.kind === "objects") return answer.objects;
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
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw readerFailure(`The object is not JSON: ${(error as Error).message}`);
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
