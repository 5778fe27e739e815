export interface ShellCommand {
  readonly words: readonly string[];
  /** The line on which it begins, from 1. */
  readonly line: number;
}

/**
 * The commands of a script as lists of words: quotes taken away, continued lines joined, comments left out. This is not a shell: it
 * expands nothing, and reads what looks like a command in a here-document, a Dockerfile or a workflow too.
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: string[] = [];
  let word = "";
  let inWord = false;
  let quote = "";
  let line = 1;
  let began = 1;
  const endWord = (): void => {
    if (inWord) words.push(word);
    word = "";
    inWord = false;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0) commands.push({ words, line: began });
    words = [];
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\n") line += 1;
    if (!inWord && words.length === 0) began = line;
    if (character === "\\" && quote !== "'") {
      const next = text.charAt(index + 1);
      if (next === "\n") line += 1;
      else {
        word += next;
        inWord = true;
      }
      index += 1;
    } else if (quote !== "") {
      // A quote that is never closed, an apostrophe in prose, ends with its line.
      if (character === quote || character === "\n") quote = "";
      else word += character;
      if (character === "\n") endCommand();
    } else if (character === '"' || character === "'") {
      quote = character;
      inWord = true;
    } else if (character === "#" && !inWord) {
      while (index + 1 < text.length && text.charAt(index + 1) !== "\n") index += 1;
    } else if (/[\n;|&()`]/.test(character)) endCommand();
    else if (/\s/.test(character)) endWord();
    else {
      word += character;
      inWord = true;
    }
  }
  endCommand();
  return commands;
}
