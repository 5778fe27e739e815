/** A token of a JSON text, with the columns where a parser stands that has begun to read it, and that has read it. */
export interface Token {
  readonly kind: "{" | "}" | "[" | "]" | "name" | "text" | "number" | "boolean" | "null";
  /** As messages show it. */
  readonly text: string;
  readonly begun: number;
  readonly read: number;
}

/** The tokens of a text that is valid and has no blanks. A name has been read when its value has begun. */
export function tokensOf(json: string): readonly Token[] {
  const found = [...json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]|[^\s,:{}[\]"]+/g)];
  const tokens = found.map((match): Token => {
    const [text] = match;
    const read = match.index + text.length + 1;
    if (!text.startsWith('"')) return { kind: kindOf(text), text, begun: read, read };
    const kind = json[match.index + text.length] === ":" ? "name" : "text";
    return { kind, text: JSON.parse(text) as string, begun: match.index + 2, read };
  });
  return tokens.map((token, index) =>
    token.kind === "name" ? { ...token, begun: tokens[index + 1]?.begun ?? token.begun } : token,
  );
}

function kindOf(text: string): Token["kind"] {
  if (text === "{" || text === "}" || text === "[" || text === "]" || text === "null") return text;
  return text === "true" || text === "false" ? "boolean" : "number";
}
