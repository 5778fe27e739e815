import { forEachChild, type SyntaxNode, type Word } from "unbash";

import type { Rule } from "../../rule/rule.ts";
import { withNested } from "../../shell/nested.ts";
import { baseName, type Shell, type ShellCommand } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-quoted-glob",
  severity: "error",
  preset: "recommended",
  what: "A pattern for file names stands in quotes, for a program that takes it as it is.",
  why: "Quotes keep the shell from expanding it: the program looks for a file whose name has a star in it, finds none, and a loop runs once over the pattern itself.",
  mend: 'Quote what comes before the star: "$folder"/*.csv.',
  known: "bash manual: quoting",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts)
      for (const part of withNested(shell))
        for (const { text, line } of quotedGlobs(part))
          yield { message: `line ${line}: the quotes around ${text} keep it from being expanded`, state, pointer };
  },
};

/** Programs that take file names and know no patterns. */
const TAKES_FILES = new Set(
  "ls rm cp mv cat wc head tail gzip gunzip zcat bzip2 xz chmod chown chgrp ln touch stat du md5sum sha256sum source . shred sort".split(
    " ",
  ),
);
const FILE_TESTS = /^-[efdsrwxL]$/;

function* quotedGlobs(shell: Shell): Iterable<{ readonly text: string; readonly line: number }> {
  for (const command of shell.commands) {
    for (const word of fileWords(command)) if (isQuotedGlob(word)) yield { text: word.text, line: command.line };
  }
  for (const { word, line } of loopWords(shell)) if (isQuotedGlob(word)) yield { text: word.text, line };
}

function fileWords({ node, layers }: ShellCommand): readonly Word[] {
  const words = node.args.flatMap((word) => (word.type === "Word" ? [word] : []));
  const name = baseName(layers.at(-1)?.[0] ?? "");
  if (name === "[" || name === "test") return words.filter((_, index) => FILE_TESTS.test(words[index - 1]?.text ?? ""));
  const packs = name === "tar" && /^-?[a-zA-Z]*c/.test(layers.at(-1)?.[1] ?? "");
  return TAKES_FILES.has(name) || packs ? words.filter(({ text }) => !text.startsWith("-")) : [];
}

/** A star in quotes, in something that looks like a file's path. */
function isQuotedGlob({ text, parts }: Word): boolean {
  const quoted = (parts ?? []).flatMap((part) =>
    part.type === "DoubleQuoted"
      ? part.parts.flatMap((inner) => (inner.type === "Literal" ? [inner.text] : []))
      : part.type === "SingleQuoted"
        ? [part.value]
        : [],
  );
  return quoted.some((piece) => /(?<!\\)\*/.test(piece)) && /[/.]/.test(text) && !/\s/.test(text);
}

function loopWords({ parsed, text }: Shell): readonly { readonly word: Word; readonly line: number }[] {
  const found: { word: Word; line: number }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "For")
      for (const word of node.wordlist ?? []) found.push({ word, line: text.slice(0, word.pos).split("\n").length });
    forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}
