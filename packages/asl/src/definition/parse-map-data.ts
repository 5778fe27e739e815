import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { fieldOf, optional, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import type { ItemBatcher, ItemReader, ResultWriter } from "./machine.ts";
import { numberSource } from "./sources.ts";

/** `ItemReader`: which object or listing of S3 the items are read from. */
export function parseItemReader(context: StateContext): ItemReader | undefined {
  const reader = part("ItemReader", context);
  if (reader === undefined) return undefined;
  const config = part("ReaderConfig", reader) ?? emptyPart("ReaderConfig", reader);
  const action = s3Action(reader.fields, ["getObject", "listObjectsV2"]);
  const inputType = oneOf(config.fields, "InputType", ["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"]);
  if (action === "getObject" && inputType === undefined && !config.fields.has("InputType"))
    context.report(config.fields.pointer, "MISSING_FIELD", "These fields are required: [InputType]");
  const transformation = oneOf(config.fields, "Transformation", ["NONE", "LOAD_AND_FLATTEN"]);
  const delimiter = oneOf(config.fields, "CSVDelimiter", ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]);
  const maxItems = numberSource("MaxItems", config, { least: 0, whole: true });
  const itemsPointer = config.fields.text("ItemsPointer");
  const parameters = template(parametersField(context), reader);
  const csvHeaders = headersOf(config.fields);
  if (action === undefined) return undefined;
  return {
    action,
    ...optional("parameters", parameters),
    inputType: inputType ?? "JSON",
    csvDelimiter: DELIMITERS[delimiter ?? "COMMA"] ?? ",",
    ...optional("csvHeaders", csvHeaders),
    ...optional("maxItems", maxItems),
    ...(transformation === "LOAD_AND_FLATTEN" ? { flatten: true } : {}),
    ...optional("itemsPointer", itemsPointer),
  };
}

/** `ItemBatcher`: how many items go into one child. */
export function parseItemBatcher(context: StateContext): ItemBatcher | undefined {
  const batcher = part("ItemBatcher", context);
  if (batcher === undefined) return undefined;
  const maxItems = numberSource("MaxItemsPerBatch", batcher, { least: 1, whole: true });
  const maxBytes = numberSource("MaxInputBytesPerBatch", batcher, { least: 1, most: 262_144, whole: true });
  if (maxItems === undefined && maxBytes === undefined)
    context.report(
      batcher.fields.pointer,
      "MISSING_FIELD",
      "An ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch.",
    );
  return {
    ...optional("batchInput", template("BatchInput", batcher)),
    ...optional("maxItems", maxItems),
    ...optional("maxBytes", maxBytes),
  };
}

/** `ResultWriter`: where the results go, and in what form. [doc: ResultWriter] */
export function parseResultWriter(context: StateContext): ResultWriter | undefined {
  const writer = part("ResultWriter", context);
  if (writer === undefined) return undefined;
  const config = part("WriterConfig", writer) ?? emptyPart("WriterConfig", writer);
  const parameters = template(parametersField(context), writer);
  if (parameters !== undefined || writer.fields.has("Resource")) s3Action(writer.fields, ["putObject"]);
  const transformation = oneOf(config.fields, "Transformation", ["NONE", "COMPACT", "FLATTEN"]);
  const outputType = oneOf(config.fields, "OutputType", ["JSON", "JSONL"]);
  return {
    ...optional("parameters", parameters),
    transformation: transformation ?? (parameters === undefined ? "COMPACT" : "NONE"),
    outputType: outputType ?? "JSON",
  };
}

const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ",", PIPE: "|", SEMICOLON: ";", SPACE: " ", TAB: "\t" };

function parametersField({ queryLanguage }: StateContext): string {
  return queryLanguage === "JSONata" ? "Arguments" : "Parameters";
}

/** The object at `name` of the object that `context` reads. */
function part(name: string, context: StateContext): StateContext | undefined {
  const value = context.fields.object(name);
  if (value === undefined) return undefined;
  const fields = new Fields(value, at(context.fields.pointer, name), context.report);
  return { ...context, fields, within: `${fieldOf(name, context)}/` };
}

function emptyPart(name: string, context: StateContext): StateContext {
  return { ...context, fields: new Fields({}, at(context.fields.pointer, name), context.report) };
}

/** The last word of `arn:aws:states:::s3:getObject`. */
function s3Action<T extends string>(fields: Fields, actions: readonly T[]): T | undefined {
  const arn = fields.text("Resource");
  if (!fields.has("Resource"))
    fields.reportAt(fields.pointer, "MISSING_FIELD", "These fields are required: [Resource]");
  if (arn === undefined) return undefined;
  const action = actions.find((name) => new RegExp(`^arn:aws[a-z-]*:states:::s3:${name}$`).test(arn));
  if (action === undefined)
    fields.report(
      "Resource",
      "WRONG_VALUE",
      `Resource must end in ${actions.map((name) => `s3:${name}`).join(" or ")}, got '${arn}'.`,
    );
  return action;
}

function oneOf<T extends string>(fields: Fields, name: string, values: readonly T[]): T | undefined {
  const value = fields.text(name);
  const known = values.find((each) => each === value);
  if (value !== undefined && known === undefined)
    fields.report(name, "WRONG_VALUE", `The field '${name}' should have one of these values: [${values.join(", ")}]`);
  return known;
}

/** The columns that are given; `undefined` where the first row names them. */
function headersOf(fields: Fields): readonly string[] | undefined {
  const location = oneOf(fields, "CSVHeaderLocation", ["FIRST_ROW", "GIVEN"]);
  const headers = fields.array("CSVHeaders");
  if (location !== "GIVEN") return undefined;
  if (headers !== undefined && headers.length > 0 && headers.every((header) => typeof header === "string"))
    return headers;
  fields.reportAt(fields.pointer, "MISSING_FIELD", "CSVHeaderLocation GIVEN needs CSVHeaders, a list of names.");
  return undefined;
}
