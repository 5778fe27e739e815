import type { Input } from "../../../wire/protocols.ts";

/** How the lists and the maps of a request are called in the Query protocol, and how in JSON. [SQS API reference of 2012-11-05] */
const LISTS: Readonly<Record<string, string>> = {
  AttributeName: "AttributeNames",
  MessageAttributeName: "MessageAttributeNames",
  MessageSystemAttributeName: "MessageSystemAttributeNames",
  TagKey: "TagKeys",
  SendMessageBatchRequestEntry: "Entries",
  DeleteMessageBatchRequestEntry: "Entries",
  ChangeMessageVisibilityBatchRequestEntry: "Entries",
};
const MAPS: Readonly<Record<string, string>> = {
  Attribute: "Attributes",
  MessageAttribute: "MessageAttributes",
  MessageSystemAttribute: "MessageSystemAttributes",
  Tag: "Tags",
  Tags: "Tags",
};

/** The form of a request as its JSON: `Attribute.1.Name=…` is an entry of `Attributes`. */
export function fromForm(form: Input): Input {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]): readonly [string, unknown] => {
      const list = LISTS[name];
      if (list !== undefined) return [list, listOf(value).map(entryOf)];
      const map = MAPS[name];
      return map === undefined ? [name, value] : [map, mapOf(listOf(value))];
    }),
  );
}

/** A list of one may be sent without its number. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function entryOf(entry: unknown): unknown {
  return isStructure(entry) ? fromForm(entry) : entry;
}

function mapOf(pairs: readonly unknown[]): Input {
  return Object.fromEntries(
    pairs.filter(isStructure).map((pair) => [String(pair["Name"] ?? pair["Key"]), pair["Value"] ?? ""]),
  );
}

function isStructure(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
