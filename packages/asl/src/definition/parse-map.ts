import { isObject, type JsonObject } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { optional, path, template } from "./field-values.ts";
import type { MapState } from "./machine.ts";
import { parseItemBatcher, parseItemReader, parseResultWriter } from "./parse-map-data.ts";
import { numberSource } from "./sources.ts";

type MapParts = Omit<MapState, "type" | "name" | "pointer" | "queryLanguage" | "inputPath" | "outputPath"> &
  Pick<MapState, "mode" | "processor">;

/** Reads what only a Map state has. */
export function parseMap(
  context: StateContext,
): Omit<MapParts, "resultSelector" | "resultPath" | "retry" | "catch" | "comment"> | undefined {
  const { fields, queryLanguage, report } = context;
  const field = fields.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
  const value = fields.object(field);
  if (value === undefined) {
    if (!fields.has(field)) report(fields.pointer, "MISSING_FIELD", "These fields are required: [ItemProcessor]");
    return undefined;
  }
  if (fields.has("ItemSelector") && fields.has("Parameters"))
    fields.report("Parameters", "CONFLICTING_FIELDS", "A Map state takes ItemSelector or Parameters, not both.");
  const processor = context.parseScope(value, at(fields.pointer, field), queryLanguage);
  const mode = modeOf(value);
  if (mode === "INLINE")
    fields.refuse(["ItemReader", "ItemBatcher", "ResultWriter"], "by a Map state whose Mode is not DISTRIBUTED");
  const itemsPath = fields.has("ItemsPath") ? path("ItemsPath", context) : undefined;
  const selector = fields.has("ItemSelector") ? "ItemSelector" : "Parameters";
  const data = {
    ...optional("itemReader", parseItemReader(context)),
    ...optional("itemBatcher", parseItemBatcher(context)),
    ...optional("resultWriter", parseResultWriter(context)),
  };
  if (processor === undefined) return undefined;
  return {
    mode,
    childType: configOf(value)["ExecutionType"] === "EXPRESS" ? "EXPRESS" : "STANDARD",
    ...optional("label", fields.text("Label")),
    processor,
    ...data,
    ...optional("items", queryLanguage === "JSONata" ? template("Items", context) : undefined),
    ...(itemsPath === undefined || itemsPath === null ? {} : { itemsPath }),
    ...optional(
      "itemSelector",
      selector === "Parameters" && queryLanguage === "JSONata" ? undefined : template(selector, context),
    ),
    ...optional("maxConcurrency", numberSource("MaxConcurrency", context, { least: 0, whole: true })),
    ...optional("toleratedFailureCount", numberSource("ToleratedFailureCount", context, { least: 0, whole: true })),
    ...optional(
      "toleratedFailurePercentage",
      numberSource("ToleratedFailurePercentage", context, { least: 0, most: 100 }),
    ),
  };
}

function modeOf(processor: JsonObject): MapState["mode"] {
  return configOf(processor)["Mode"] === "DISTRIBUTED" ? "DISTRIBUTED" : "INLINE";
}

function configOf(processor: JsonObject): JsonObject {
  const config = processor["ProcessorConfig"];
  return isObject(config) ? config : {};
}
