import { at } from "./pointer.ts";

/** The line (from 1) on which each value of a JSON text begins, by JSON pointer. Linear, without recursion. */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const above: { readonly pointer: string; readonly isList: boolean; index: number; key: string }[] = [];
  const token = /"(?:[^"\\]|\\[\s\S])*"|[{}[\]:,]|\n|[^\s{}[\]:,"]+/g;
  let line = 1;
  let expectsKey = false;
  for (const [word] of text.matchAll(token)) {
    if (word === "\n") line++;
    else if (word === ":") continue;
    else if (word === ",") {
      const frame = above.at(-1);
      if (frame?.isList === true) frame.index++;
      expectsKey = frame?.isList === false;
    } else if (word === "}" || word === "]") {
      above.pop();
      expectsKey = false;
    } else if (expectsKey) {
      const frame = above.at(-1);
      if (frame !== undefined) frame.key = keyOf(word);
      expectsKey = false;
      if (frame !== undefined) lines.set(at(frame.pointer, frame.key), line);
    } else {
      const frame = above.at(-1);
      const pointer = frame === undefined ? "" : at(frame.pointer, frame.isList ? frame.index : frame.key);
      if (frame?.isList !== false) lines.set(pointer, line);
      if (word === "{" || word === "[") {
        above.push({ pointer, isList: word === "[", index: 0, key: "" });
        expectsKey = word === "{";
      }
    }
  }
  return lines;
}

function keyOf(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
