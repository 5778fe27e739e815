import type { StateSummary, Summary } from "@alpha-engine/rehearsal";

import { whyFailed } from "./why.ts";

/** A case for each work state, and one for the execution with what else there is to say. [the format: Jenkins' xunit plugin, junit-10.xsd] */
export function junitOf(summary: Summary, good: boolean): string {
  const cases = [...summary.states.map((state) => stateCase(state, summary, good)), executionCase(summary, good)];
  const count = (what: Case["is"]): number => cases.filter(({ is }) => is === what).length;
  const { pipeline, startedAt, wallSeconds } = summary;
  const suite = attributes({
    name: pipeline,
    tests: cases.length,
    failures: count("failed"),
    errors: 0,
    skipped: count("skipped"),
    time: wallSeconds,
    ...(startedAt === null ? {} : { timestamp: startedAt }),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite${suite}>`,
    ...cases.map((each) => `    ${elementOf(each, pipeline)}`),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

interface Case {
  readonly name: string;
  readonly is: "passed" | "failed" | "skipped";
  readonly seconds: number;
  readonly message: string;
  readonly type: string;
  readonly output: string;
}

function stateCase(state: StateSummary, { pipeline }: Summary, good: boolean): Case {
  const { name, status, wallSeconds, lastLines, items, cause, error } = state;
  const isOver = status === "SUCCEEDED" || status === "FAILED";
  const why = whyFailed(state);
  const lines = (items?.failures ?? []).flatMap((failure) => failure.lastLines);
  return {
    name,
    // What a good run has caught, or was expected to, is no failure of the test.
    is: status === "FAILED" && !good ? "failed" : isOver ? "passed" : "skipped",
    seconds: wallSeconds ?? 0,
    message: status === "FAILED" ? why : status.toLowerCase().replace("_", " "),
    type: error ?? `${pipeline}.${name}`,
    output: [...lastLines, ...lines, ...(cause === null ? [] : [cause])].join("\n"),
  };
}

function executionCase({ status, error, cause, problems, wallSeconds }: Summary, good: boolean): Case {
  const why = [error, cause].filter((text) => text !== null).join(": ");
  return {
    name: "execution",
    is: good ? "passed" : "failed",
    seconds: wallSeconds,
    message: [status, why].filter(Boolean).join(": "),
    type: error ?? status,
    output: problems.map(({ message }) => message).join("\n"),
  };
}

function elementOf({ name, is, seconds, message, type, output }: Case, pipeline: string): string {
  const own = attributes({ classname: pipeline, name, time: seconds });
  const said = output === "" ? "" : `<system-out>${escaped(output)}</system-out>`;
  const what =
    is === "passed"
      ? ""
      : is === "skipped"
        ? `<skipped${attributes({ message })}/>`
        : `<failure${attributes({ message, type })}>${escaped(output)}</failure>`;
  return `<testcase${own}>${what}${said}</testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

/** XML has no way to write most control characters. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
