import type { Argument } from "./intrinsic.ts";

export type FormatTemplate = Extract<Argument, { kind: "format" }>;

/**
 * Splits the template of `States.Format` at its `{}`. A single brace is found only when the call runs:
 * "matching '}' not found for '{'". [aws-cdk issue 29261]
 */
export function compileFormat(template: string): FormatTemplate {
  const pieces: string[] = [];
  let piece = "";
  for (let index = 0; index < template.length; index++) {
    const character = template.charAt(index);
    if (character === "\\") piece += template.charAt(++index);
    else if (character === "{" && template.charAt(index + 1) === "}") {
      pieces.push(piece);
      piece = "";
      index++;
    } else if (character === "{") return { kind: "format", pieces, problem: "matching '}' not found for '{'" };
    else if (character === "}") return { kind: "format", pieces, problem: "matching '{' not found for '}'" };
    else piece += character;
  }
  return { kind: "format", pieces: [...pieces, piece] };
}
