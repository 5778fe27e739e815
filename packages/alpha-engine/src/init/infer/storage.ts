import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { isObject, textOf } from "@alpha-engine/definition/tree";

import type { Asked, Studied } from "./study.ts";
import { Things } from "./things.ts";

/** A bucket's objects by their keys. */
export type Objects = Map<string, string>;

/** Keys of a table, and its first items. */
export interface Table {
  partitionKey: string | undefined;
  sortKey: string | undefined;
  readonly items: Map<string, Readonly<Record<string, string | number | boolean>>>;
  /** Attributes of what is put into it, where nothing names its keys. */
  readonly attributes: Map<string, string>;
}

/** What services have to hold before anything starts. */
export interface Storage {
  readonly buckets: Things<Objects>;
  readonly topics: Things<null>;
  readonly queues: Things<null>;
  readonly tables: Things<Table>;
  readonly parameters: Things<{ value: string; isSecret: boolean }>;
  readonly images: Things<null>;
}

export function newStorage(): Storage {
  return {
    buckets: new Things(),
    topics: new Things(),
    queues: new Things(),
    tables: new Things(),
    parameters: new Things(),
    images: new Things(),
  };
}

/** What the tasks and the Maps of a definition expect to be there. */
export function storageOf(studied: Studied, storage: Storage): void {
  for (const asked of studied.asked) {
    const { service } = asked.call;
    const answer = studied.invented.answers.get(asked.state.path)?.value;
    if (service === "s3") inBuckets(asked, answer, storage);
    else if (service === "sns") topicOf(asked, storage);
    else if (service === "sqs") queueOf(asked, storage);
    else if (service === "dynamodb") tableOf(asked, answer, storage);
    else if (service === "ssm") parameterOf(asked, answer, storage);
    else if (service === "ec2" && typeof asked.parameters["ImageId"] === "string")
      storage.images.at(asked.parameters["ImageId"], asked.state.path, () => null);
  }
  overBuckets(studied, storage);
}

/** Actions of S3 that need the object to be there. */
const READ = new Set([
  "getObject",
  "headObject",
  "copyObject",
  "getObjectTagging",
  "getObjectAttributes",
  "selectObjectContent",
]);

function inBuckets({ state, call, parameters }: Asked, answer: JsonValue | undefined, { buckets }: Storage): void {
  const { Bucket, Key, CopySource } = parameters;
  if (call.action === "createBucket") return;
  if (isBucket(Bucket)) {
    const objects = buckets.at(Bucket, state.path, () => new Map());
    if (typeof Key === "string" && READ.has(call.action) && call.action !== "copyObject") {
      const body = isObject(answer) ? answer["Body"] : undefined;
      put(objects, Key, typeof body === "string" ? body : `stand-in for ${Key}\n`);
    }
  }
  const [, from, key] = typeof CopySource === "string" ? (/^\/?([^/]+)\/(.+)$/.exec(CopySource) ?? []) : [];
  if (isBucket(from) && key !== undefined)
    put(
      buckets.at(from, state.path, () => new Map()),
      key,
      `stand-in for ${key}\n`,
    );
}

function put(objects: Objects, key: string, text: string): void {
  if (key !== "" && !objects.has(key)) objects.set(key, text);
}

/** As S3 takes their names. */
export function isBucket(name: unknown): name is string {
  return typeof name === "string" && /^[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(name);
}

/** What Maps read, and where they write. */
function overBuckets({ invented, found }: Studied, { buckets }: Storage): void {
  const readers = [...invented.items].map(([path, { text, items }]) => ({
    path,
    text,
    items,
    at: readerOf(path, found.tree.states),
  }));
  for (const { action, parameters } of invented.outcome?.objects ?? []) {
    const { Bucket, Key, Prefix } = parameters;
    if (!isBucket(Bucket)) continue;
    const map = readers.find(({ at }) => JSON.stringify(at).includes(textOf(Key ?? Prefix))) ?? readers[0];
    const objects = buckets.at(Bucket, map?.path ?? "a Map", () => new Map());
    if (action === "getObject" && typeof Key === "string") put(objects, Key, map?.text ?? "[]");
    if (action === "listObjectsV2") put(objects, `${typeof Prefix === "string" ? Prefix : ""}object-1`, "{}\n");
  }
  for (const state of found.tree.states) {
    for (const field of ["ItemReader", "ResultWriter"]) {
      const part = state.raw[field];
      const parameters = isObject(part) ? (part["Parameters"] ?? part["Arguments"]) : undefined;
      const bucket = isObject(parameters) ? parameters["Bucket"] : undefined;
      if (isBucket(bucket)) buckets.at(bucket, state.path, () => new Map());
    }
  }
}

function readerOf(path: string, states: Studied["found"]["tree"]["states"]): JsonValue {
  return states.find((state) => state.path === path)?.raw["ItemReader"] ?? null;
}

function topicOf({ state, parameters }: Asked, { topics }: Storage): void {
  const name = nameIn(parameters["TopicArn"] ?? parameters["TargetArn"], "sns");
  if (name !== undefined) topics.at(name, state.path, () => null);
}

/** The name in an ARN of a service. */
export function nameIn(arn: JsonValue | undefined, service: string): string | undefined {
  if (typeof arn !== "string") return undefined;
  const [, , of, , , ...rest] = arn.split(":");
  return of === service && rest.length > 0 && /^[\w.-]+$/.test(rest.join(":")) ? rest.join(":") : undefined;
}

function queueOf({ state, parameters }: Asked, { queues }: Storage): void {
  const url = parameters["QueueUrl"];
  const name = typeof url === "string" ? /([\w.-]+)$/.exec(url)?.[1] : undefined;
  if (name !== undefined) queues.at(name, state.path, () => null);
}

function tableOf({ state, call, parameters }: Asked, answer: JsonValue | undefined, { tables }: Storage): void {
  const named = parameters["TableName"];
  const name = nameIn(named, "dynamodb")?.replace(/^table\//, "") ?? named;
  if (typeof name !== "string" || !/^[\w.-]{3,255}$/.test(name)) return;
  const table = tables.at(name, state.path, () => ({
    partitionKey: undefined,
    sortKey: undefined,
    items: new Map(),
    attributes: new Map(),
  }));
  const key = isObject(parameters["Key"]) ? parameters["Key"] : {};
  const [partition, sort] = Object.entries(key);
  if (partition !== undefined) table.partitionKey ??= `${partition[0]}:${typeOf(partition[1])}`;
  if (sort !== undefined) table.sortKey ??= `${sort[0]}:${typeOf(sort[1])}`;
  if (call.action === "query") keysIn(parameters, table);
  if (isObject(parameters["Item"]))
    for (const [attribute, value] of Object.entries(parameters["Item"])) table.attributes.set(attribute, typeOf(value));
  const guarded = /attribute_not_exists\s*\(\s*(#?\w+)\s*\)/.exec(textOf(parameters["ConditionExpression"]))?.[1];
  const guard = guarded === undefined ? undefined : aliased(guarded, parameters);
  if (guard !== undefined && table.attributes.has(guard))
    table.partitionKey ??= `${guard}:${table.attributes.get(guard) ?? "S"}`;
  const item = isObject(answer) && isObject(answer["Item"]) ? answer["Item"] : undefined;
  if (call.action === "getItem" && item !== undefined)
    table.items.set(JSON.stringify(key), { ...flat(item), ...flat(key) });
}

/** `#day = :day AND begins_with(sort, :s)` */
function keysIn(parameters: JsonObject, table: Table): void {
  const expression = textOf(parameters["KeyConditionExpression"]);
  const values = isObject(parameters["ExpressionAttributeValues"]) ? parameters["ExpressionAttributeValues"] : {};
  const named = [...expression.matchAll(/(#?\w+)\s*(?:=|<|>|,|between)\s*(:\w+)/gi)].map(
    ([, name = "", value = ""]) => `${aliased(name, parameters)}:${typeOf(values[value] ?? null)}`,
  );
  if (named[0] !== undefined) table.partitionKey ??= named[0];
  if (named[1] !== undefined) table.sortKey ??= named[1];
}

function aliased(name: string, parameters: JsonObject): string {
  const names = parameters["ExpressionAttributeNames"];
  const meant = isObject(names) ? names[name] : undefined;
  return typeof meant === "string" ? meant : name;
}

/** The key that a table has, where only what is put into it shows it. */
export function keyOf({ partitionKey, attributes }: Table): string {
  if (partitionKey !== undefined) return partitionKey;
  const names = [...attributes.keys()];
  const likely =
    names.find((name) => /^(?:pk|id|key)$/i.test(name)) ?? names.find((name) => /(?:id|key|pk)$/i.test(name));
  const name = likely ?? names[0] ?? "id";
  return `${name}:${attributes.get(name) ?? "S"}`;
}

function typeOf(value: JsonValue): string {
  const [type = "S"] = isObject(value) ? Object.keys(value) : [];
  return type === "N" || type === "B" ? type : "S";
}

/** What items of a seed may hold. */
function flat(item: JsonObject): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, value]): (readonly [string, string | number | boolean])[] => {
      // A text alone is one of type S.
      if (typeof value === "string") return [[name, value]];
      const [type, inner] = isObject(value) ? (Object.entries(value)[0] ?? []) : [];
      const text = typeof inner === "string" || typeof inner === "number" ? String(inner) : "";
      if (type === "N") return [[name, Number.isFinite(Number(text)) ? Number(text) : 1]];
      if (type === "BOOL") return [[name, inner === true]];
      return type === "S" ? [[name, text]] : [];
    }),
  );
}

function parameterOf({ state, call, parameters }: Asked, answer: JsonValue | undefined, storage: Storage): void {
  const names =
    call.action === "getParameter"
      ? [parameters["Name"]]
      : call.action === "getParameters"
        ? listed(parameters["Names"])
        : [];
  const told = isObject(answer) && isObject(answer["Parameter"]) ? answer["Parameter"]["Value"] : undefined;
  for (const name of names)
    // What AWS itself publishes nobody can put there.
    if (typeof name === "string" && name !== "" && !/^\/?(?:aws|ssm)/i.test(name))
      storage.parameters.at(name, state.path, () => ({
        value: typeof told === "string" ? told : "value",
        isSecret: parameters["WithDecryption"] === true,
      }));
}

function listed(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
