/** A block of a document that is run. */
export interface Example {
  readonly kind: "console" | "ts";
  readonly text: string;
  /** The line of its opening fence, from 1. */
  readonly line: number;
  /** Whether it talks to a local cloud. */
  readonly cloud: boolean;
  /** What must be there before: path → content. */
  readonly files: Readonly<Record<string, string>>;
  /** What a `ts` block prints, when a block marked `output` follows it. */
  readonly output?: string;
}

/** A block that is marked as an example and cannot be one. */
export class ExampleError extends Error {
  override readonly name = "ExampleError";
}

/**
 * Finds what is marked in a Markdown text: fenced blocks ` ```console example `, ` ```ts example ` (with `cloud` when they
 * need one), ` ```text output ` behind a `ts` one; and the files they need, as ` ```json file=path ` or, where the reader
 * need not see them, `<!-- file: path … -->`. Files stay for the examples behind them. Other blocks are only read by people.
 */
export function findExamples(markdown: string): readonly Example[] {
  const examples: Example[] = [];
  let files: Record<string, string> = {};
  for (const { line, language, words, text } of blocksOf(markdown)) {
    const file = words.find((word) => word.startsWith("file="))?.slice("file=".length);
    if (file !== undefined) files = { ...files, [file]: text };
    const last = examples.at(-1);
    if (words.includes("output")) {
      if (last?.kind !== "ts") throw new ExampleError(`line ${line}: output of no TypeScript example`);
      examples[examples.length - 1] = { ...last, output: text };
    }
    if (!words.includes("example")) continue;
    if (language !== "console" && language !== "ts")
      throw new ExampleError(`line ${line}: an example is console or ts, not "${language}"`);
    examples.push({ kind: language, text, line, cloud: words.includes("cloud"), files });
  }
  return examples;
}

interface Block {
  readonly line: number;
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
}

function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    const [, fence, info] = /^(```+)(.*)$/.exec(lines[index] ?? "") ?? [];
    const [, path] = /^<!-- file: (\S+)$/.exec(lines[index] ?? "") ?? [];
    if (fence === undefined && path === undefined) continue;
    const closing = fence ?? "-->";
    const end = lines.findIndex((candidate, at) => at > index && candidate.trim() === closing);
    if (end < 0) throw new ExampleError(`line ${line}: a block that does not end`);
    const text = `${lines.slice(index + 1, end).join("\n")}\n`;
    const [language = "", ...words] = path === undefined ? (info ?? "").trim().split(/\s+/) : ["", `file=${path}`];
    blocks.push({ line, language, words, text });
    index = end;
  }
  return blocks;
}
