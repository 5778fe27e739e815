/** What must not leave the machine. */
export interface Redaction {
  /** Regular expressions, matched within a line, on bytes. */
  readonly patterns?: readonly (string | RegExp)[] | undefined;
  /** Names of variables of the command's environment whose values are secret. */
  readonly envNames?: readonly string[] | undefined;
}

/** Compiled for text whose characters are bytes (latin1), so that binary output comes through unharmed. */
export interface SecretMatcher {
  readonly expression: RegExp;
  /** Secrets with a line break inside: what looks like the beginning of one is held back. */
  readonly multiline: readonly string[];
}

/** Undefined when there is nothing to hide. A text that is no regular expression is taken literally rather than ignored. */
export function compileRedaction(
  { patterns = [], envNames = [] }: Redaction,
  env: NodeJS.ProcessEnv,
): SecretMatcher | undefined {
  const values = envNames.flatMap((name) => valuesOf(env[name]));
  // The longest first: of two secrets of which one begins the other, the whole one is hidden.
  const literals = values.map(bytesAsText).sort((a, b) => b.length - a.length);
  const sources = [...literals.map(escape), ...patterns.map(sourceOf)];
  if (sources.length === 0) return undefined;
  const flags = patterns.some((pattern) => pattern instanceof RegExp && pattern.flags.includes("i")) ? "gi" : "g";
  return {
    expression: new RegExp(sources.map((source) => `(?:${source})`).join("|"), flags),
    multiline: literals.filter((value) => value.includes("\n")),
  };
}

/** A value and, when it ends with the line break of the file it came from, the value without. */
function valuesOf(value: string | undefined): string[] {
  const trimmed = value?.trim() ?? "";
  return value === undefined || trimmed === "" ? [] : [...new Set([value, trimmed])];
}

function sourceOf(pattern: string | RegExp): string {
  const source = typeof pattern === "string" ? pattern : pattern.source;
  try {
    return new RegExp(bytesAsText(source)).source;
  } catch {
    return escape(bytesAsText(source));
  }
}

function bytesAsText(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
