import type { RecordedEvent } from "@alpha-engine/rehearsal/report";

import { readText } from "../config/read-file.ts";
import { AlphaEngineError } from "../errors.ts";

const HINT = "expected what aws stepfunctions get-execution-history --execution-arn ARN --output json prints";

/** The events of an execution, from a file, or stdin for `-`, with what GetExecutionHistory answered. */
export async function readHistoryFile(file: string): Promise<readonly RecordedEvent[]> {
  const name = file === "-" ? "stdin" : file;
  const text = textOf(file, name);
  const value = await valueIn(text, name);
  const other = whatElse(value);
  if (other !== undefined)
    throw new AlphaEngineError("FILE_UNREADABLE", `${name} is ${other}, no history of an execution`, { hint: HINT });
  const { readHistory } = await import("@alpha-engine/rehearsal/report");
  return readHistory(value, name);
}

function textOf(file: string, name: string): string {
  try {
    return readText(file, name);
  } catch (error) {
    if (!(error instanceof AlphaEngineError) || !error.message.includes("EISDIR")) throw error;
    throw new AlphaEngineError("FILE_UNREADABLE", `${name} is a folder: expected a file with a history`, {
      hint: HINT,
      cause: error,
    });
  }
}

async function valueIn(text: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const refused = (why: string): AlphaEngineError =>
      new AlphaEngineError("FILE_UNREADABLE", `${name} ${why}`, { hint: HINT, cause });
    if (text.trim() === "") throw refused("is empty");
    if (/^\s*</.test(text)) throw refused("is a page of HTML or XML, no JSON");
    if (isRecord(text)) throw refused("is a record of a run already, no history of an execution");
    if (/^\s*[[{]/.test(text)) throw refused(`is cut off, or no JSON: ${(cause as Error).message}`);
    const read = text.includes("\0") || text.includes("\uFFFD") ? undefined : await yamlIn(text);
    if (read === undefined) throw refused("is neither JSON nor YAML");
    return read;
  }
}

/** `--output yaml`; a text alone is none. */
async function yamlIn(text: string): Promise<object | undefined> {
  try {
    const value: unknown = (await import("yaml")).parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(text: string): boolean {
  return /^\{[^\n]*"type":"run"[^\n]*\}\n/.test(text);
}

/** What people have at hand beside a history. */
function whatElse(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const has = (key: string): boolean => Object.hasOwn(value, key);
  if (has("StartAt") && has("States")) return "a definition";
  if (has("executionArn") && has("status") && !has("events")) return "what describe-execution answers";
  if (has("executions")) return "what list-executions answers";
  return has("schemaVersion") && has("states") ? "a summary of a run" : undefined;
}
