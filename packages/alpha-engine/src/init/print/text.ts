/** A text in double quotes as JavaScript, JSON and YAML read it. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007F-\u009F\u2028\u2029\uFEFF]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

const WIDTH = 110;

/** What is said, in lines of a comment: nothing in it ends the line that it is in. */
export function comment(note: string, sign: "//" | "#", indent: string): string {
  return note
    .split("\n")
    .flatMap((line) => wrapped(line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ").trim()))
    .map((line) => `${indent}${sign} ${line}\n`)
    .join("");
}

function wrapped(line: string): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/\s+/)) {
    if (current !== "" && current.length + word.length >= WIDTH) {
      lines.push(current);
      current = "";
    }
    current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
