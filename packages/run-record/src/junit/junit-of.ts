import type { Fact } from "../facts/fact.ts";
import type { StateSummary } from "../facts/step.ts";
import { summaryOf } from "../summary/summary-of.ts";
import type { Problem, Summary } from "../summary/summary.ts";

/**
 * A run as JUnit XML: a test case for each work state, with the end of what it wrote where it failed, one for each problem
 * that is not a state's, and one for the execution.
 *
 * @param options.good what failed was caught, or expected: it is told with its case, and is no failure @default false
 *
 * @example
 * ```ts example
 * import { junitOf } from "@alpha-engine/run-record";
 *
 * const told = { from: "observed", at: null } as const;
 * const xml = junitOf([
 *   { ...told, type: "run", schemaVersion: 1, kind: "rehearsal", pipeline: "nightly", executionName: "n-1", executionArn: null, machineType: "STANDARD", definition: null },
 * ]);
 * console.log(xml.includes('<testcase classname="nightly" name="the execution"'));
 * ```
 * ```text output
 * true
 * ```
 */
export function junitOf(record: Iterable<Fact>, { good = false }: { readonly good?: boolean } = {}): string {
  const says = good ? told : failure;
  const summary = summaryOf(record);
  const { pipeline, startedAt, wallSeconds, states, problems } = summary;
  const cases = [
    ...states.map((state) => caseOf(state, summary, says)),
    ...problems
      .filter(({ state }) => state === null || !states.some(({ name }) => name === state))
      .map((one) => problemCase(one, pipeline, says)),
    executionCase(summary, says),
  ];
  const count = (element: string): number => cases.filter((text) => text.includes(`<${element}`)).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" skipped="${count("skipped")}" errors="0"`;
  const when = startedAt === null ? "" : ` timestamp=${quoted(startedAt)}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${wallSeconds}">`,
    `<testsuite name=${quoted(pipeline)} ${counts} time="${wallSeconds}"${when}>`,
    ...cases,
    "</testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf(state: StateSummary, { problems, pipeline, hops }: Summary, says: Says): string {
  const { name, status, wallSeconds, error, exitCode, cause, lastLines, items } = state;
  const ways = hops.filter((way) => way.state === name).map((way) => way.hops.join(" → "));
  const own = problems.filter((problem) => problem.state === name).map(({ message }) => message);
  const first = items?.failures[0];
  const why = first === undefined ? { error, exitCode, cause, lastLines } : first;
  const detail = [...own, ...ways.slice(0, MOST_WAYS), why.cause ?? "", ...why.lastLines]
    .filter((line) => line !== "")
    .join("\n");
  const message = [why.error, why.exitCode === null ? null : `exit ${why.exitCode}`].filter(Boolean).join(", ");
  const inside = {
    SUCCEEDED: own.length === 0 ? "" : says(own[0] ?? "", detail),
    FAILED: says(message === "" ? "failed" : message, detail),
    RUNNING: '<skipped message="it is at work"/>',
    ABORTED: '<skipped message="it was stopped"/>',
    UNKNOWN: '<skipped message="nobody could see whether it was at work"/>',
    SKIPPED: '<skipped message="the run went around it"/>',
    NOT_REACHED: '<skipped message="the run did not come to it"/>',
  }[status];
  return testCase(pipeline, name, wallSeconds ?? 0, inside);
}

/** Of a step in a Map, whose other items are in the record. */
const MOST_WAYS = 5;

function problemCase({ kind, message }: Problem, pipeline: string, says: Says): string {
  return testCase(pipeline, kind, 0, says(message, message));
}

function executionCase(
  { pipeline, status, error, cause, wallSeconds, interrupted, states, hops }: Summary,
  says: Says,
): string {
  const message = [status, error].filter(Boolean).join(": ");
  const others = hops.filter(({ state }) => !states.some(({ name }) => name === state));
  const ways = others.map((way) => way.hops.join(" → "));
  const detail = [...ways, cause, interrupted].filter(Boolean).join("\n");
  return testCase(pipeline, "the execution", wallSeconds, status === "SUCCEEDED" ? "" : says(message, detail));
}

function testCase(pipeline: string, name: string, seconds: number, inside: string): string {
  return `<testcase classname=${quoted(pipeline)} name=${quoted(name)} time="${seconds}">${inside}</testcase>`;
}

type Says = (message: string, detail: string) => string;

function told(message: string, detail: string): string {
  return `<system-out>${escaped([message, detail].filter((text) => text !== "").join("\n"))}</system-out>`;
}

function failure(message: string, detail: string): string {
  return `<failure message=${quoted(message)}>${escaped(detail)}</failure>`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll("\n", "&#10;")}"`;
}

/** What XML cannot hold at all is shown as its code. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
