import type { JsonObject, JsonValue } from "@alpha-engine/asl";

import { isObject, listOf, type StateNode, textOf } from "../tree/tree.ts";

/** The object in S3 that a Map reads, so that it goes over these items; undefined where it reads a listing or a manifest. */
export function itemsText({ raw }: StateNode, items: readonly JsonValue[]): string | undefined {
  const reader = raw["ItemReader"];
  if (!isObject(reader) || textOf(reader["Resource"]).includes("listObjects")) return undefined;
  const config: JsonObject = isObject(reader["ReaderConfig"]) ? reader["ReaderConfig"] : {};
  switch (config["InputType"]) {
    case "CSV":
      return csv(items, config);
    case "JSONL":
      return items.map((item) => `${JSON.stringify(item)}\n`).join("");
    case "MANIFEST":
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
