import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { isObject, listOf, type StateNode, textOf } from "../tree/tree.ts";

/** What a manifest leads to. [doc: S3 inventory] */
const DATA_FILE = "items.csv";
const MANIFEST = JSON.stringify({
  destinationBucket: "arn:aws:s3:::items",
  fileFormat: "CSV",
  fileSchema: "Bucket, Key",
  files: [{ key: DATA_FILE }],
});

/**
 * The object in S3 that a Map reads, so that it goes over these items, `key` being which it asks for; undefined where it reads
 * a listing.
 *
 * @example
 * ```ts example
 * import { readDefinition } from "@alpha-engine/definition";
 * import { itemsText } from "@alpha-engine/definition/invent";
 *
 * const ItemReader = { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { InputType: "CSV" } };
 * const { tree } = readDefinition({ StartAt: "Each", States: { Each: { Type: "Map", ItemReader, End: true } } });
 * for (const state of tree.states) console.log(itemsText(state, [{ id: "1", name: "one" }]));
 * ```
 * ```text output
 * id,name
 * 1,one
 *
 * ```
 */
export function itemsText({ raw }: StateNode, items: readonly JsonValue[], key?: string): string | undefined {
  const reader = raw["ItemReader"];
  if (!isObject(reader) || textOf(reader["Resource"]).includes("listObjects")) return undefined;
  const config: JsonObject = isObject(reader["ReaderConfig"]) ? reader["ReaderConfig"] : {};
  switch (config["InputType"]) {
    case "CSV":
      return csv(items, config);
    case "JSONL":
      return items.map((item) => `${JSON.stringify(item)}\n`).join("");
    case "MANIFEST":
      if (key === DATA_FILE) return csv(items, { CSVHeaderLocation: "GIVEN", CSVHeaders: ["Bucket", "Key"] });
      return MANIFEST;
    case "PARQUET":
      return undefined;
    default: {
      const pointer = config["ItemsPointer"];
      const steps = typeof pointer === "string" ? pointer.split("/").slice(1) : [];
      return JSON.stringify(steps.reduceRight<JsonValue>((inner, step) => ({ [step]: inner }), items as JsonValue));
    }
  }
}

/** The columns that the reader names, or those of the first row. */
function csv(items: readonly JsonValue[], config: JsonObject): string {
  const isGiven = config["CSVHeaderLocation"] === "GIVEN";
  const given = listOf(config["CSVHeaders"]).map(String);
  const [first] = items;
  const columns = isGiven ? given : isObject(first) ? Object.keys(first) : [];
  const names = columns.length === 0 ? ["value"] : columns;
  const row = (item: JsonValue): string =>
    names.map((name) => cell((isObject(item) ? item[name] : item) ?? "value")).join(",");
  return `${[...(isGiven ? [] : [names.map(cell).join(",")]), ...items.map(row)].join("\n")}\n`;
}

function cell(value: JsonValue): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
