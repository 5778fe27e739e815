import { at } from "../problem.ts";
import type { StateContext } from "./context.ts";
import { fieldOf, optional, template } from "./field-values.ts";
import { Fields } from "./fields.ts";
import { FIELDS, type KnownFields } from "./known-fields.ts";
import type { ItemBatcher, ItemReader, ResultWriter } from "./machine.ts";
import { numberSource } from "./sources.ts";

const INPUT_TYPES = ["CSV", "JSON", "JSONL", "MANIFEST", "PARQUET"] as const;

/** `ItemReader`: which object or listing of S3 the items are read from. [verdicts: item-reader; recordings: corpus-2, ItemReader] */
export function parseItemReader(context: StateContext): ItemReader | undefined {
  const reader = part("ItemReader", FIELDS.itemReader, context);
  if (reader === undefined) return undefined;
  const config = part("ReaderConfig", FIELDS.readerConfig, reader) ?? emptyPart("ReaderConfig", reader);
  const fields = config.fields;
  reader.fields.require("Resource", parametersField(context));
  const action = s3Action(reader.fields, ["getObject", "listObjectsV2"]);
  const inputType = fields.word("InputType", INPUT_TYPES);
  const transformation = fields.word("Transformation", ["NONE", "LOAD_AND_FLATTEN"]);
  const manifest = fields.word("ManifestType", ["ATHENA_DATA", "S3_INVENTORY"]);
  const readsObjects = action === "getObject" ? manifest !== "S3_INVENTORY" : transformation === "LOAD_AND_FLATTEN";
  if (action !== undefined && readsObjects && !fields.has("InputType"))
    context.report(fields.pointer, "MISSING_FIELD", "The field 'InputType' is required");
  if (inputType === "JSON" && manifest !== undefined) fields.refuse("ManifestType");
  const csvHeaders = headersOf(fields, inputType);
  const delimiter = fields.word("CSVDelimiter", ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]);
  const maxItems = numberSource("MaxItems", config);
  const itemsPointer = pointerOf(fields);
  const parameters = template(parametersField(context), reader);
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

/** `ItemBatcher`: how many items go into one child; without a limit it is accepted. [floci StepFunctionsTopLevelReferenceIntegrationTest, measured] */
export function parseItemBatcher(context: StateContext): ItemBatcher | undefined {
  const batcher = part("ItemBatcher", FIELDS.itemBatcher, context);
  if (batcher === undefined) return undefined;
  return {
    ...optional("batchInput", template("BatchInput", batcher)),
    ...optional("maxItems", numberSource("MaxItemsPerBatch", batcher)),
    ...optional("maxBytes", numberSource("MaxInputBytesPerBatch", batcher)),
  };
}

/** `ResultWriter`: where the results go, and in what form. [doc: ResultWriter; verdicts: s3-field-language] */
export function parseResultWriter(context: StateContext): ResultWriter | undefined {
  const writer = part("ResultWriter", FIELDS.resultWriter, context);
  if (writer === undefined) return undefined;
  const config = part("WriterConfig", FIELDS.writerConfig, writer) ?? emptyPart("WriterConfig", writer);
  const place = parametersField(context);
  if (writer.fields.has("Resource") || writer.fields.has(place)) writer.fields.require("Resource", place);
  s3Action(writer.fields, ["putObject"]);
  const parameters = template(place, writer);
  const transformation = config.fields.word("Transformation", ["NONE", "COMPACT", "FLATTEN"]);
  const outputType = config.fields.word("OutputType", ["JSON", "JSONL"]);
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
function part(name: string, known: KnownFields, context: StateContext): StateContext | undefined {
  const value = context.fields.object(name);
  if (value === undefined) return undefined;
  const fields = new Fields(value, at(context.fields.pointer, name), context.report);
  fields.close(known, context.queryLanguage);
  return { ...context, fields, within: `${fieldOf(name, context)}/` };
}

function emptyPart(name: string, context: StateContext): StateContext {
  return { ...context, fields: new Fields({}, at(context.fields.pointer, name), context.report) };
}

/** The last word of `arn:aws:states:::s3:getObject`. */
function s3Action<T extends string>(fields: Fields, actions: readonly T[]): T | undefined {
  const arn = fields.text("Resource");
  if (arn === undefined) return undefined;
  const action = actions.find((name) => new RegExp(`^arn:aws[a-z-]*:states:::s3:${name}$`).test(arn));
  if (action === undefined)
    fields.report("Resource", "WRONG_VALUE", "The field 'Resource' does not match any of the allowed values", {
      hint: `it ends in ${actions.map((name) => `s3:${name}`).join(" or ")}`,
    });
  return action;
}

/** A JSON Pointer, in the words of the library that reads it. [recordings: corpus-2, ItemReader.004] */
function pointerOf(fields: Fields): string | undefined {
  const pointer = fields.text("ItemsPointer");
  if (pointer !== undefined && pointer !== "" && !pointer.startsWith("/"))
    fields.report(
      "ItemsPointer",
      "WRONG_VALUE",
      `Invalid input: JSON Pointer expression must start with '/': "${pointer}"`,
    );
  return pointer;
}

/** The columns that are given; `undefined` where the first row names them. */
function headersOf(fields: Fields, inputType: string | undefined): readonly string[] | undefined {
  if (inputType !== undefined && inputType !== "CSV" && inputType !== "MANIFEST") {
    for (const name of ["CSVHeaderLocation", "CSVHeaders", "CSVDelimiter"]) if (fields.has(name)) fields.refuse(name);
    return undefined;
  }
  if (inputType === "CSV" && !fields.has("CSVHeaderLocation"))
    fields.reportAt(fields.pointer, "MISSING_FIELD", "The field 'CSVHeaderLocation' is required");
  const location = fields.word("CSVHeaderLocation", ["FIRST_ROW", "GIVEN"]);
  const headers = fields.array("CSVHeaders");
  if (location !== "GIVEN") return undefined;
  fields.require("CSVHeaders");
  const names = headers?.filter((header) => typeof header === "string") ?? [];
  if (headers !== undefined && names.length < Math.max(1, headers.length))
    fields.report(
      "CSVHeaders",
      headers.length === 0 ? "MISSING_FIELD" : "WRONG_TYPE",
      headers.length === 0 ? "Value cannot be empty" : "Expected value of type [STRING]",
    );
  return names;
}
