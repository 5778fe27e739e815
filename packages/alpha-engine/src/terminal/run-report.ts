import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { styleText } from "node:util";

import { widthOf } from "@alpha-engine/command-line";
import type { RehearsalResult, StateSummary, Summary } from "@alpha-engine/rehearsal";

import { isGood } from "./is-good.ts";
import { runTable } from "./run-table.ts";

const TAIL_LINES = 12;
const EXPRESS =
  "express    an Express state machine was rehearsed as a Standard one runs: without its five minutes, each step once";

/** The end of a rehearsal: the table, the verdict, where everything lies; for a failure its logs and the next command. */
export function runReport(
  { summary, directory }: RehearsalResult,
  stream: NodeJS.WriteStream,
  strict: boolean = false,
): string {
  const here = relative(process.cwd(), directory) || ".";
  const { status, wallSeconds, interrupted, error, cause, problems } = summary;
  const good = isGood(summary, strict);
  const made = inventedIn(summary);
  const colour = status === "RUNNING" ? "yellow" : good ? (made === "" ? "green" : "yellow") : "red";
  const verdict = styleText(colour, `${status}${made}`, { stream });
  const isExpected = summary.expectations.some(({ what, met }) => what === "status" && met === true);
  const met = summary.expectations.filter((each) => each.met === true).length;
  const lines = [
    "",
    runTable(summary, widthOf(stream), stream),
    ...waysOf(summary),
    "",
    `${verdict}${isExpected ? " as expected" : ""} after ${wallSeconds.toFixed(1)} s${error === null ? "" : `: ${error}`}`,
    ...(cause === null || cause === "" ? [] : [`cause      ${cause}`]),
    ...(status === "RUNNING" ? ["running    it had not ended when its history was read"] : []),
    ...(interrupted === null ? [] : [`stopped    it was interrupted while ${interrupted}`]),
    ...problems.map(({ message }) => `problem    ${message}`),
    ...(met === 0 ? [] : [`expected   ${met} of ${summary.expectations.length} expectations are met`]),
    ...summary.time.notes.map((note) => `time       ${note}`),
    ...networkOf(summary),
    ...stoodIn(summary),
    ...(summary.machineType === "EXPRESS" ? [EXPRESS] : []),
    ...inventionsOf(summary),
    ...notModelled(summary),
    ...fidelityOf(summary),
    `summary    ${join(here, "summary.json")}`,
    `record     ${join(here, "run.ndjson")}`,
    `history    ${join(here, "history.json")}`,
    ...(summary.sandbox.kind === "aws" ? [] : whatItLeft(summary, here)),
    ...(good && problems.length === 0 ? [] : notesOnFailure(summary, here)),
  ];
  return lines.join("\n");
}

/** Of a step in a Map; the others are in the record. */
const MOST_WAYS = 3;

/** By which way what failed came to the end, of each step that did. */
function waysOf({ hops }: Summary): readonly string[] {
  const byState = Map.groupBy(hops, ({ state }) => state);
  return [...byState].flatMap(([state, ways]) => {
    const lines = ways.slice(0, MOST_WAYS).map((way) => {
      const who = way.item === null ? state : `${state}[${way.item}]`;
      return `way        ${who}: ${way.hops.join(" → ")}`;
    });
    const more = ways.length - lines.length;
    return more > 0 ? [...lines, `way        ${state}: and of ${more} more items, in the record`] : lines;
  });
}

/** A run in which something was invented must not read like one that worked. */
function inventedIn({ invented, states }: Summary): string {
  const answers = invented?.answers ?? [];
  const count = answers.reduce((sum, { times }) => sum + times, 0);
  if (count === 0) return "";
  const names = new Set(answers.map(({ state }) => state));
  const all = states.every(({ name, status }) => status !== "SUCCEEDED" || names.has(name))
    ? "; all of its work was invented"
    : "";
  return `, with ${count} invented ${count === 1 ? "answer" : "answers"}${all},`;
}

function inventionsOf({ invented }: Summary): readonly string[] {
  if (invented === null) return [];
  const { answers, input, objects, substitutions } = invented;
  const rows = answers.map(
    ({ state, asked, why, times }) =>
      `invented   ${state}${times === 1 ? "" : `, ${times} times`}: ${asked}, as ${why}`,
  );
  const listed = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`invented   ${what}: ${names.join(", ")}`];
  return [
    ...rows,
    ...listed("of the input", input),
    ...listed("objects", objects),
    ...listed("in the definition", substitutions),
  ];
}

function notModelled(summary: Summary): readonly string[] {
  return summary.notModelled.map(
    ({ state, asked }) => `not here   ${state} asked for ${asked}: nothing is known of it`,
  );
}

/** How much of it was not the cloud's. */
function stoodIn({ standIns: { tasks, by } }: Summary): readonly string[] {
  if (by.length === 0) return [];
  const calls = by.reduce((sum, each) => sum + each.calls, 0);
  const who = by.map(
    ({ name, kind, calls: times }) => `${kind === "mock" ? "mock " : ""}${name}${times === 1 ? "" : ` ×${times}`}`,
  );
  return [
    `stood in   ${calls} of ${tasks} ${tasks === 1 ? "task was" : "tasks were"} answered in place of the cloud: ${who.join(", ")}`,
  ];
}

/** What was reached by permission; what was denied is a problem. */
function networkOf({ network: { kind, reason, connections } }: Summary): readonly string[] {
  const why = reason === null ? "" : ` (${reason})`;
  const shared = `network    machines had this machine's network${why}: not a guard, and not watched`;
  const reached = connections
    .filter(({ outcome }) => outcome !== "denied")
    .map(({ destination, protocol, outcome, attempts, states }) => {
      const who = states.length === 0 ? "" : ` by ${states.join(", ")}`;
      const how = protocol === "ssh" ? " over ssh" : "";
      const missed = protocol === "ssh" ? "not reached" : "allowed and did not answer";
      return `network    ${destination} was ${outcome === "reached" ? "reached" : missed}${how}${who}, ${attempts} ${attempts === 1 ? "time" : "times"}`;
    });
  return kind === "shared" ? [shared, ...reached] : reached;
}

/** How much of what was called is not known for sure. */
function fidelityOf({ fidelity }: Summary): readonly string[] {
  const count = (wanted: Summary["fidelity"][number]["kind"]): number =>
    fidelity.filter(({ kind }) => kind === wanted).length;
  if (fidelity.length === 0) return [];
  return [`fidelity   ${count("deviates")} deviating, ${count("inference")} inferred behaviours of what was called`];
}

/** What only a rehearsal has on this machine. */
function whatItLeft(summary: Summary, here: string): readonly string[] {
  return [
    ...whereObjectsLie(summary, here),
    `messages   ${join(here, "sns.jsonl")}, ${join(here, "metrics.jsonl")}`,
    `machines   ${join(here, "instances")}`,
  ];
}

function whereObjectsLie({ logBucket }: Summary, here: string): readonly string[] {
  if (logBucket === null) return [`artifacts  ${join(here, "s3")}`];
  const bucket = join(here, "s3", logBucket);
  return [`artifacts  ${bucket}`, `logs       ${join(bucket, "_ssm_logs")}`];
}

function notesOnFailure(summary: Summary, here: string): readonly string[] {
  const { status, states } = summary;
  if (status === "RUNNING") return [];
  if (status === "ABORTED") return [`stopped    everything that was written is kept in ${here}`];
  const failed = states.filter((state) => state.status === "FAILED");
  const reasons = failed.filter(({ cause, error }) => cause !== null || (error !== null && error !== "Failed"));
  const logs = failed.flatMap((state) => logsOf(state, summary, here).map((path) => ({ name: state.name, path })));
  const tails = logs
    .map(({ name, path }) => ({ name, path, tail: tailOf(path) }))
    .filter(({ tail }) => tail.length > 0);
  const look = tails[0]?.path ?? join(here, status === "SUCCEEDED" ? "summary.json" : "history.json");
  return [
    ...reasons.flatMap(({ name, error, cause }) => ["", `${name} failed: ${error ?? ""}`, ...causeLines(cause)]),
    ...tails.flatMap(({ name, tail }) => ["", `${name}, the end of its log:`, ...tail.map((line) => `  ${line}`)]),
    "",
    `next: less ${look}`,
  ];
}

const LONGEST_CAUSE = 600;

function causeLines(cause: string | null): readonly string[] {
  if (cause === null || cause === "") return [];
  const text = cause.length > LONGEST_CAUSE ? `${cause.slice(0, LONGEST_CAUSE - 1)}…` : cause;
  return text.split("\n").map((line) => `  ${line}`);
}

/** The log in the bucket; where there is none, what the agent on the machine has kept. */
function logsOf(
  { logKey, commandFolder, items }: StateSummary,
  { logBucket }: Summary,
  here: string,
): readonly string[] {
  if (items === null && logKey !== null && logBucket !== null) return [join(here, "s3", logBucket, logKey)];
  const folder = items === null ? commandFolder : (items.failures[0]?.commandFolder ?? null);
  return folder === null ? [] : ["stdout", "stderr"].map((name) => join(here, folder, name));
}

function tailOf(path: string): readonly string[] {
  try {
    const text = readFileSync(path, "utf8").trimEnd();
    return text === "" ? [] : text.split("\n").slice(-TAIL_LINES);
  } catch {
    return [];
  }
}
