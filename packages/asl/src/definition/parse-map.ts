import { isObject, type JsonValue } from "../json.ts";
import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { optional, requiredPath, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import { FIELDS } from "./known-fields.ts";
import type { MapState } from "./machine.ts";
import { parseItemBatcher, parseItemReader, parseResultWriter } from "./parse-map-data.ts";
import { numberSource } from "./sources.ts";

type MapParts = Omit<MapState, "type" | "name" | "pointer" | "queryLanguage" | "inputPath" | "outputPath"> &
  Pick<MapState, "mode" | "processor">;

/** Reads what only a Map state has. */
export function parseMap(
  context: StateContext,
): Omit<MapParts, "resultSelector" | "resultPath" | "retry" | "catch" | "comment"> | undefined {
  const { fields, queryLanguage } = context;
  fields.onlyOne(["ItemProcessor", "Iterator"], { needed: true });
  const field = fields.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
  const value = fields.object(field);
  if (value === undefined) return undefined;
  fields.onlyOne(["ItemSelector", "Parameters"]);
  const pointer = at(fields.pointer, field);
  const config = processorConfig(value["ProcessorConfig"], at(pointer, "ProcessorConfig"), context);
  const processor = context.parseScope(value, pointer, FIELDS.processor);
  const hasItemsPath = queryLanguage === "JSONPath" && fields.get("ItemsPath") !== null;
  const itemsPath = hasItemsPath ? requiredPath("ItemsPath", context) : undefined;
  const selector = fields.has("ItemSelector") || queryLanguage === "JSONata" ? "ItemSelector" : "Parameters";
  const data = {
    ...optional("itemReader", parseItemReader(context)),
    ...optional("itemBatcher", parseItemBatcher(context)),
    ...optional("resultWriter", parseResultWriter(context)),
  };
  const numbers = {
    ...optional("maxConcurrency", numberSource("MaxConcurrency", context)),
    ...optional("toleratedFailureCount", numberSource("ToleratedFailureCount", context)),
    ...optional("toleratedFailurePercentage", numberSource("ToleratedFailurePercentage", context)),
  };
  const label = labelOf(context);
  const items = queryLanguage === "JSONata" ? template("Items", context) : undefined;
  const itemSelector = template(selector, context);
  if (processor === undefined) return undefined;
  return {
    ...config,
    ...optional("label", label),
    processor,
    ...data,
    ...optional("items", items),
    ...optional("itemsPath", itemsPath),
    ...optional("itemSelector", itemSelector),
    ...numbers,
  };
}

/** How the items are run. [verdicts: processor-config, express-patterns] */
function processorConfig(
  value: JsonValue | undefined,
  pointer: string,
  { report, queryLanguage, machineType }: StateContext,
): Pick<MapState, "mode" | "childType"> {
  const inline = { mode: "INLINE", childType: "STANDARD" } as const;
  if (value === undefined) return inline;
  if (!isObject(value)) {
    report(pointer, "WRONG_TYPE", "Expected value of type [OBJECT]");
    return inline;
  }
  const fields = new Fields(value, pointer, report);
  fields.close(FIELDS.processorConfig, queryLanguage);
  const mode = fields.word("Mode", ["INLINE", "DISTRIBUTED"]);
  if (mode === "INLINE" && fields.has("ExecutionType"))
    fields.refuse("ExecutionType", "an inline Map has no executions");
  const childType = fields.word("ExecutionType", ["STANDARD", "EXPRESS"]);
  if (mode !== "DISTRIBUTED") return inline;
  fields.require("ExecutionType");
  if (machineType === "EXPRESS")
    fields.report(
      "Mode",
      "WRONG_VALUE",
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
    );
  return { mode, childType: childType ?? "STANDARD" };
}

/** [badmintoncryer/cdk-preflight, pf-sfn-asl-name-limits; which characters: doc, Map state in Distributed mode] */
function labelOf({ fields, labels }: StateContext): string | undefined {
  const label = fields.text("Label");
  if (label === undefined) return undefined;
  if (label.length > 40)
    fields.report(
      "Label",
      "BAD_LABEL",
      `Invalid Label name: '${label}' exceeds the 40-character limit allowed by the service`,
    );
  else if (/[\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}]/u.test(label))
    fields.report("Label", "BAD_LABEL", `Invalid Label name: '${label}'`, {
      hint: 'no blanks, no control characters and none of ? * < > { } [ ] " # % \\ ^ | ~ ` $ & , ; : /',
    });
  if (labels.has(label)) fields.report("Label", "DUPLICATE_LABEL", `Duplicate Label name: ${label}`);
  labels.add(label);
  return label;
}
