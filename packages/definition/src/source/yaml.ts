import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseAllDocuments, type Scalar } from "yaml";

import { DefinitionError } from "../errors.ts";
import { alignedText } from "./aligned.ts";
import { type Member, type Node, textNode } from "./node.ts";
import { type Place, positionOf, type Source } from "./place.ts";

/**
 * Reads YAML, and where all of it is. What CloudFormation writes as a tag is the object that it stands for: `!Ref X` is
 * `{ "Ref": "X" }`. Throws a {@link DefinitionError} with line and column.
 */
export function readYaml(source: Source): readonly Node[] {
  return documentsOf(source.text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw notYaml(error, source);
    return document.contents === null ? [] : [new Converter(document, source).convert(document.contents, 0)];
  });
}

/** How many times brackets are mended. */
const ROUNDS = 20;

/**
 * Brackets that close further left than the specification has it are what CloudFormation and Serverless take: they are read as
 * if they closed the line before, where every character keeps its place.
 */
function documentsOf(text: string): readonly Document[] {
  let mended = text;
  for (let round = 0; ; round++) {
    // As they do, too: the last of two keys counts, and `<<` merges.
    const documents = parseAllDocuments(mended, { merge: true, uniqueKeys: false, logLevel: "silent" });
    if ("empty" in documents) return [];
    const newlines = documents
      .flatMap(({ errors }) => errors)
      .map(({ pos: [at] }) =>
        /[\]}]/.test(mended[at] ?? "") ? /\n[^\S\n]*$/.exec(mended.slice(0, at))?.index : undefined,
      )
      .filter((index) => index !== undefined);
    if (newlines.length === 0 || round === ROUNDS) return documents;
    for (const index of newlines) mended = `${mended.slice(0, index)} ${mended.slice(index + 1)}`;
  }
}

function notYaml(
  error: { readonly message: string; readonly pos: readonly number[] },
  source: Source,
): DefinitionError {
  const { line, column } = positionOf({ source, offset: error.pos[0] ?? 0 });
  const [first = ""] = error.message.split("\n");
  const why = first.replace(/ at line \d+, column \d+:?$/, "");
  return new DefinitionError("NOT_YAML", `line ${line}, column ${column}: not YAML: ${why}`, {
    hint: "mend the text at that line",
    cause: error,
  });
}

/** A document that refers to itself is cut here. */
const DEEPEST = 300;

class Converter {
  readonly #document: Document;
  readonly #source: Source;

  constructor(document: Document, source: Source) {
    this.#document = document;
    this.#source = source;
  }

  convert(value: unknown, depth: number): Node {
    const { tag, range } = (value ?? {}) as { readonly tag?: string; readonly range?: readonly number[] | null };
    const place = { source: this.#source, offset: range?.[0] ?? 0 };
    const plain = this.#plain(value, place, depth);
    const name = tag === undefined || tag.startsWith("!!") || !tag.startsWith("!") ? "" : tag.slice(1);
    if (!/^\w+$/.test(name)) return plain;
    const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
    return { kind: "object", place, members: [{ key, place, value: plain }] };
  }

  #plain(value: unknown, place: Place, depth: number): Node {
    if (depth > DEEPEST) return { kind: "scalar", place, value: null };
    if (isAlias(value)) return this.convert(value.resolve(this.#document), depth + 1);
    if (isSeq(value)) return { kind: "list", place, items: value.items.map((item) => this.convert(item, depth + 1)) };
    if (isMap(value)) {
      return { kind: "object", place, members: value.items.flatMap((pair) => this.#members(pair, place, depth + 1)) };
    }
    if (isScalar(value)) return this.#scalar(value, place);
    return { kind: "scalar", place, value: null };
  }

  #members({ key, value }: Pair, around: Place, depth: number): readonly Member[] {
    const name = isScalar(key) ? String(key.value) : String(key);
    const offset = isScalar(key) ? (key.range?.[0] ?? around.offset) : around.offset;
    const inner = this.convert(value, depth);
    if (name !== "<<") return [{ key: name, place: { source: this.#source, offset }, value: inner }];
    const merged = inner.kind === "list" ? inner.items.toReversed() : [inner];
    return merged.flatMap((each) => (each.kind === "object" ? each.members : []));
  }

  #scalar({ value, range, type }: Scalar, place: Place): Node {
    if (value === null || typeof value === "number" || typeof value === "boolean")
      return { kind: "scalar", place, value };
    if (typeof value !== "string") return textNode(place, JSON.stringify(value) ?? "");
    const raw = { source: this.#source, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
    return { kind: "text", place, text: alignedText(value, raw), isBare: type === "PLAIN" };
  }
}
