import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { UsageError } from "@alpha-engine/command-line";
import type { RehearsalEvent, RehearsalResult } from "@alpha-engine/rehearsal";

import type { PlaceOf } from "../rehearse/options-of.ts";
import { runReport } from "../terminal/run-report.ts";
import { eventsOutput } from "./events.ts";
import { annotations, writeStepSummary } from "./github.ts";
import { openFile } from "./open-file.ts";

/** What is written of a rehearsal, besides its folder. */
export interface OutputFlags {
  readonly json?: true;
  readonly strict?: true;
  readonly events?: string;
  readonly junit?: string;
  readonly github?: true;
}

export interface Outputs {
  readonly onEvent: (event: RehearsalEvent) => void;
  /** Writes everything that is to be written of how it ended. */
  readonly end: (result: RehearsalResult, good: boolean, placeOf: PlaceOf) => Promise<void>;
}

/** Refuses, before anything starts, what could not be written. */
export function openOutputs({ json, strict, events, junit, github }: OutputFlags): Outputs {
  if (json === true && events === "-")
    throw new UsageError("--json and --events -: only one of them can have stdout; name a file for the events");
  const told = events === undefined ? undefined : eventsOutput(events);
  const report = junit === undefined ? undefined : openFile(junit, "--junit");
  const isGithub = github === true || process.env["GITHUB_ACTIONS"] === "true";
  return {
    onEvent: (event) => told?.onEvent(event),
    end: async (result, good, placeOf) => {
      const { summary, directory } = result;
      told?.end(summary, directory);
      if (report !== undefined) writeFileSync(report, await junitIn(directory, good));
      // What is for programs has stdout for itself.
      const stream = events === "-" ? process.stderr : process.stdout;
      await write(stream, `${json === true ? JSON.stringify(summary) : runReport(result, stream, strict)}\n`);
      if (!isGithub) return;
      writeStepSummary(result, good);
      await write(
        process.stderr,
        annotations(result, good, placeOf)
          .map((line) => `${line}\n`)
          .join(""),
      );
    },
  };
}

/** From what is told once. */
async function junitIn(directory: string, good: boolean): Promise<string> {
  const { junitOf, readRecord } = await import("@alpha-engine/run-record");
  const { facts } = await readRecord(join(directory, "run.ndjson"));
  return junitOf(facts, { good });
}

async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  await new Promise((resolve) => stream.write(text, resolve));
}
