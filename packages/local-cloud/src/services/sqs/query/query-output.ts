import type { Input } from "../../../wire/protocols.ts";

/** How the lists of an answer are called in the Query protocol; `Successful` is called by the action. */
const LISTS: Readonly<Record<string, string>> = {
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
  Messages: "Message",
  Failed: "BatchResultErrorEntry",
};
const MAPS: Readonly<Record<string, { readonly name: string; readonly key: string }>> = {
  Attributes: { name: "Attribute", key: "Name" },
  MessageAttributes: { name: "MessageAttribute", key: "Name" },
  Tags: { name: "Tag", key: "Key" },
};

/** An answer in JSON as that of the Query protocol: a map is a list of pairs there. */
export function forQuery(action: string, result: object): object {
  return Object.fromEntries(
    Object.entries(result as Input).map(([name, value]): readonly [string, unknown] => {
      const map = MAPS[name];
      if (map !== undefined) return [map.name, pairsOf(value as Input, map.key)];
      const list = name === "Successful" ? `${action}ResultEntry` : LISTS[name];
      return list === undefined ? [name, value] : [list, entriesOf(action, value as readonly unknown[])];
    }),
  );
}

function pairsOf(map: Input, key: string): readonly object[] {
  return Object.entries(map).map(([name, value]) => ({ [key]: name, Value: value }));
}

function entriesOf(action: string, entries: readonly unknown[]): readonly unknown[] {
  return entries.map((entry) => (typeof entry === "object" && entry !== null ? forQuery(action, entry) : entry));
}
