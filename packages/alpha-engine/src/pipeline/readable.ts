import { UsageError } from "@alpha-engine/command-line";

/** What `@alpha-engine/definition` and `@alpha-engine/lint` say of what they cannot read. */
const NAMES = new Set(["DefinitionError", "LintError"]);

/** Whether a definition, or the configuration of the rules, is at fault. */
export function isUnreadable(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && NAMES.has(error.name);
}

/** What goes wrong with a definition names where it is from: `file: line 3: …`. */
export async function readable<T>(from: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (isUnreadable(error)) throw new UsageError(saidOf(from, error), { cause: error });
    throw error;
  }
}

/** `file: line 3: …` */
export function saidOf(from: string, { message }: Error): string {
  return message.startsWith(`${from} `) ? message : `${from}: ${message}`;
}
