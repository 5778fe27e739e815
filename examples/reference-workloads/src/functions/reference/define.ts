import { ArtifactsError, parseRunDate } from "@alpha-engine/artifacts";

import { putReport } from "../../reports/reports.ts";
import { openRun, type Run } from "../../stages/open-run.ts";

export type Answer = { readonly status: "OK" | "SKIPPED" | "EMPTY" | "ERROR" } & Readonly<Record<string, unknown>>;
export type Event = Readonly<Record<string, unknown>>;

/** What a reference function works with. */
export interface Work {
  readonly run: Run;
  readonly event: Event;
  /** Writes `reports/<run_date>/<name>.json` and answers its key. */
  readonly report: (name: string, body: object) => Promise<string>;
}

/** The keys of an event that may say which day it is about: a date, or a time on it. */
const DATES = ["run_date", "date", "end_time_iso"];
const DRY = ["dry_run", "dry_run_llm"];

/**
 * A Lambda handler: a bad event and work that fails are answered with status ERROR, a dry one with OK and no work; a store
 * that does not answer is thrown, for the state's Retry.
 */
export function define(
  work: (work: Work) => Promise<Answer>,
  isDry: (event: Event) => boolean = (event) => DRY.some((key) => event[key] === true),
): (event: unknown) => Promise<Answer> {
  return async (given) => {
    try {
      const event = eventOf(given);
      const run = openRun({ bucket: process.env.ARTIFACT_BUCKET ?? "", runDate: dateOf(event) });
      if (isDry(event)) return { status: "OK", dry_run: true, date: run.runDate };
      return await work({ run, event, report: (name, body) => putReport(run, name, body) });
    } catch (error) {
      if (error instanceof ArtifactsError && error.code === "ARTIFACT_STORE_FAILED") throw error;
      return { status: "ERROR", error: (error as Error).message };
    }
  };
}

function eventOf(given: unknown): Event {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new Error("bad event: no object");
  for (const key of DRY) {
    const value = (given as Event)[key];
    if (value !== undefined && typeof value !== "boolean")
      throw new Error(`bad event: ${key}: expected true or false, got ${JSON.stringify(value)}`);
  }
  return given as Event;
}

function dateOf(event: Event): string {
  const text = DATES.map((key) => event[key]).find((value) => typeof value === "string");
  if (typeof text !== "string") throw new Error(`bad event: none of ${DATES.join(", ")} is there`);
  return parseRunDate(text.split("T")[0] ?? "");
}
