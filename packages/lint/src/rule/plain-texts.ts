import type { JsonValue } from "@alpha-engine/asl";
import { at, isObject, listOf, type StateNode } from "@alpha-engine/definition/tree";

/** A text of a template that the language hands over as it is. */
export interface PlainText {
  /** The name that it stands under; of a list, the list's. */
  readonly key: string;
  readonly text: string;
  readonly pointer: string;
  /** Of the state, the template's and what is around the text, outermost first. */
  readonly within: readonly string[];
}

const JSONPATH = [
  "Parameters",
  "ResultSelector",
  "ItemSelector",
  "ItemBatcher",
  "ItemReader",
  "ResultWriter",
  "Credentials",
  "Assign",
  "Result",
];
const JSONATA = [
  "Arguments",
  "Output",
  "Assign",
  "ItemSelector",
  "ItemBatcher",
  "ItemReader",
  "ResultWriter",
  "Credentials",
  "Items",
  "Error",
  "Cause",
  "Seconds",
  "Timestamp",
  "TimeoutSeconds",
  "HeartbeatSeconds",
];
const ENTRIES = ["Catch", "Choices"];

/** The templates of a state, with where they are written: its own, its catchers' and its choice rules'. */
export function templatesOf({ raw, isJsonata, pointer }: StateNode): readonly Template[] {
  const fields = isJsonata ? JSONATA : JSONPATH;
  const own = fields.map((field) => ({ value: raw[field], pointer: at(pointer, field), within: [field] }));
  const entries = ENTRIES.flatMap((list) =>
    listOf(raw[list]).flatMap((entry, index) =>
      isObject(entry)
        ? ["Assign", "Output"].map((field) => ({
            value: entry[field],
            pointer: at(pointer, list, index, field),
            within: [list, field],
          }))
        : [],
    ),
  );
  return [...own, ...entries].filter(({ value }) => value !== undefined);
}

interface Template {
  readonly value: JsonValue | undefined;
  readonly pointer: string;
  readonly within: readonly string[];
}

/** Every text of a state's templates that is no expression: under a name without `.$`, or without `{% %}`. */
export function plainTexts(state: StateNode): readonly PlainText[] {
  const found: PlainText[] = [];
  const pending = [...templatesOf(state)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, pointer, within } = next;
    const inside = (key: string | number, inner: JsonValue, names: readonly string[]): void =>
      void pending.push({ value: inner, pointer: at(pointer, key), within: names });
    if (typeof value === "string") {
      if (!(state.isJsonata && value.startsWith("{%")))
        found.push({ key: within.at(-1) ?? "", text: value, pointer, within });
    } else if (Array.isArray(value)) value.forEach((item: JsonValue, index) => inside(index, item, within));
    else if (isObject(value))
      for (const [key, item] of Object.entries(value))
        if (state.isJsonata || within[0] === "Result" || !key.endsWith(".$")) inside(key, item, [...within, key]);
  }
  return found.toReversed();
}
