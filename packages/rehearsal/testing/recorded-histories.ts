import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { Definition } from "@alpha-engine/definition";

const FOLDER = fileURLToPath(new URL("../../../../shared/recordings/", import.meta.url));

export const recordingsExist: boolean = existsSync(FOLDER);

/** An execution that ran in AWS, its history as the service answers it but for times, which the recordings have not. */
export interface RecordedHistory {
  readonly id: string;
  readonly definition: Definition;
  readonly status: string;
  readonly events: readonly AnsweredEvent[];
}

export interface AnsweredEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: string;
  readonly [details: string]: unknown;
}

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly definition: Definition;
  readonly expect?: { readonly status: string; readonly events?: readonly CaseEvent[] };
}

interface CaseEvent {
  readonly id: number;
  readonly prev: number;
  readonly type: string;
  readonly [detail: string]: unknown;
}

export function readRecordedHistories(): readonly RecordedHistory[] {
  const files = ["corpus", "corpus-2"].flatMap((name) => filesIn(`${FOLDER}${name}/`));
  const cases = files.flatMap((file) => JSON.parse(readFileSync(file, "utf8")) as readonly Case[]);
  return cases.flatMap(({ id, kind, definition, expect: { status = "", events = [] } = {} }) => {
    const isWhole = events.length > 0 && events.every((event) => typeof event.id === "number");
    return kind === "execution" && isWhole ? [{ id, definition, status, events: events.map(answered) }] : [];
  });
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => `${folder}${name}`);
}

function answered({ id, prev, type, ...more }: CaseEvent): AnsweredEvent {
  const texts = Object.entries(more).map(([key, value]) => [key, isText(key, value) ? value : JSON.stringify(value)]);
  const timestamp = new Date(Date.UTC(2026, 4, 23, 9, 0, id)).toISOString();
  return { id, previousEventId: prev, type, timestamp, [detailsOf(type)]: Object.fromEntries(texts) };
}

/** Data is JSON in a text; of causes the recordings have those that are JSON parsed. */
function isText(key: string, value: unknown): boolean {
  return !["input", "output", "parameters"].includes(key) && typeof value !== "object";
}

function detailsOf(type: string): string {
  const [, how] = /State(Entered|Exited)$/.exec(type) ?? [];
  return how === undefined ? `${type[0]?.toLowerCase()}${type.slice(1)}EventDetails` : `state${how}EventDetails`;
}
