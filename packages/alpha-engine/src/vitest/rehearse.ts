import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { walk } from "@alpha-engine/definition";
import type { RehearsalResult, StateFault } from "@alpha-engine/rehearsal";

import type { Rehearsal, Settings } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { mergeSettings } from "../pipeline/merge-settings.ts";
import { theSubject } from "../pipeline/subject.ts";
import { rehearseOptions } from "../rehearse/options-of.ts";
import { isGood } from "../terminal/is-good.ts";
import { reportOf } from "./report.ts";
import type { RehearsedRun, Told } from "./run.ts";

/** What is different in this rehearsal from what the configuration says. */
export interface RehearseInTest {
  /** Over the configuration's. @default {} */
  readonly input?: Readonly<Record<string, unknown>>;
  /** What goes wrong: `"Backtest:fail"`, `"Train[2]:reclaim"`, or in words of its own. @default nothing */
  readonly faults?: readonly (string | StateFault)[];
  /** Over the configuration's, by name. @default {} */
  readonly standIns?: Rehearsal["standIns"];
  /** A file with mocks. @default the configuration's */
  readonly mocks?: string;
  /** The test case of a MockConfigFile.json. */
  readonly case?: string;
  /** Over the configuration's. @default {} */
  readonly settings?: Settings;
  /** When the cloud's clock starts, as 2026-05-23T09:00Z. @default the configuration's, else now */
  readonly at?: string;
  /** Whether every problem is bad, also a step that failed and was caught. @default false */
  readonly strict?: boolean;
  /** The configuration's file. @default the nearest one above the working directory */
  readonly config?: string;
  /** Where rehearsals are kept. @default ".rehearsal" */
  readonly directory?: string;
  /** Stops it. */
  readonly signal?: AbortSignal;
}

/**
 * Rehearses a pipeline of the configuration, or a file with a definition, with real processes. A run that fails is a result,
 * for the matchers to judge; it rejects where it cannot be set up.
 *
 * @throws AlphaEngineError, RehearsalError
 *
 * @example
 * ```ts example
 * import { writeFileSync } from "node:fs";
 * import { rehearse } from "alpha-engine/vitest";
 *
 * const Greet = { Type: "Pass", Parameters: { "text.$": "States.Format('hello {}', $.who)" }, End: true };
 * writeFileSync("greeting.asl.json", JSON.stringify({ StartAt: "Greet", States: { Greet } }));
 * const { status, output, reached } = await rehearse("greeting.asl.json", { input: { who: "you" } });
 * console.log(status, output, reached);
 * ```
 * ```text output
 * SUCCEEDED { text: 'hello you' } [ 'Greet' ]
 * ```
 */
export async function rehearse(pipeline: string, options: RehearseInTest = {}): Promise<RehearsedRun> {
  const loaded = await loadConfig(options.config);
  const subject = theSubject(pipeline, loaded);
  const { settings } = await mergeSettings({ ...loaded.config.settings, ...options.settings });
  const flags = {
    input: options.input ?? {},
    fail: [],
    reclaim: [],
    sandbox: "auto" as const,
    name: nameOf(subject.name),
    ...(options.at === undefined ? {} : { at: options.at }),
    ...(options.directory === undefined ? {} : { dir: options.directory }),
    ...(options.mocks === undefined ? {} : { mocks: options.mocks }),
    ...(options.case === undefined ? {} : { case: options.case }),
  };
  const { options: made } = await rehearseOptions(subject, { loaded, settings, flags });
  const { rehearse: run } = await import("@alpha-engine/rehearsal");
  const result = await run({
    ...made,
    faults: [...(made.faults ?? []), ...(options.faults ?? [])],
    standIns: { ...made.standIns, ...options.standIns },
    signal: options.signal,
  });
  return runOf(result, { word: pipeline, options, definition: made.definition });
}

interface Around {
  readonly word: string;
  readonly options: RehearseInTest;
  readonly definition: object;
}

function runOf(result: RehearsalResult, { word, options, definition }: Around): RehearsedRun {
  const { summary, directory } = result;
  const { status, output, error, cause } = summary;
  const seen = summary.states.filter(({ status: how }) => how !== "NOT_REACHED" && how !== "SKIPPED");
  return {
    pipeline: summary.pipeline,
    status,
    output,
    error,
    cause,
    reached: [...new Set([...entered(directory), ...seen.map(({ name }) => name)])],
    states: [...walk(definition)].map(({ name }) => name),
    told: toldIn(directory),
    report: isGood(summary, options.strict === true) ? [] : reportOf(result, { word, options }),
    summary,
    directory,
  };
}

/** One of several tests that begin in the same second, each in a process of its own. */
function nameOf(pipeline: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  return `${pipeline.replaceAll(/[^\w-]/g, "-").slice(0, 50)}-${time}-${randomBytes(4).toString("hex")}`;
}

function entered(directory: string): readonly string[] {
  const text = readFileSync(join(directory, "history.json"), "utf8");
  const events = JSON.parse(text) as readonly { readonly stateEnteredEventDetails?: { readonly name?: string } }[];
  return events.flatMap(({ stateEnteredEventDetails: details }) => details?.name ?? []);
}

function toldIn(directory: string): readonly Told[] {
  let text: string;
  try {
    text = readFileSync(join(directory, "sns.jsonl"), "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    const { topicArn, subject, message } = JSON.parse(line) as Omit<Told, "topic"> & { readonly topicArn: string };
    return { topic: topicArn.split(":").at(-1) ?? "", subject, message };
  });
}
