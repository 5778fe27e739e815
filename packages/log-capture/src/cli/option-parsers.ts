import { UsageError } from "@alpha-engine/command-line";

/** Option parser: a calendar day. */
export function day(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(`'${text}' is no day such as 2026-11-20`);
}

/** Option parser: a moment in time. */
export function moment(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new UsageError(`'${text}' is no moment such as 2026-11-20T16:17:30Z`);
  return at;
}

/** Option parser, repeatable: refuses what is no regular expression, before anything is started. */
export function regularExpressions(text: string, previous: readonly string[] = []): string[] {
  try {
    RegExp(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return [...previous, text];
}
