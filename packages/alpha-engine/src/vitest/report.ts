import { relative } from "node:path";

import type { RehearsalResult, StateFault, StateSummary } from "@alpha-engine/rehearsal";

interface Asked {
  readonly word: string;
  readonly options: {
    readonly input?: object;
    readonly faults?: readonly (string | StateFault)[];
    readonly mocks?: string;
    readonly case?: string;
    readonly at?: string;
    readonly config?: string;
    readonly strict?: boolean;
    readonly standIns?: object | undefined;
  };
}

/** Why a run is not good: its reason, the last lines of the steps that failed, its folder, and the command that repeats it. */
export function reportOf({ summary, directory }: RehearsalResult, asked: Asked): readonly string[] {
  const { error, cause, problems, notModelled, states } = summary;
  const failed = states.filter(({ status }) => status === "FAILED");
  return [
    ...(error === null ? [] : [`${error}${cause === null ? "" : `: ${cause}`}`]),
    ...problems.map(({ message }) => `problem: ${message}`),
    ...notModelled.map(({ state, asked: what }) => `${state} asked for ${what}, which is not modelled`),
    ...failed.flatMap(lastOf),
    `everything: ${relative(process.cwd(), directory) || "."}`,
    `again: ${again(asked)}`,
  ];
}

function lastOf({ name, exitCode, lastLines, items, error, cause }: StateSummary): readonly string[] {
  const last = items?.failures[0]?.lastLines ?? lastLines;
  const how = exitCode === null ? (error ?? "") : `exit ${exitCode}`;
  const why = last.length === 0 && cause !== null ? [cause] : last;
  return [
    `${name} failed${how === "" ? "" : ` (${how})`}${why.length === 0 ? "" : ":"}`,
    ...why.map((line) => `  ${line}`),
  ];
}

/** Stand-ins of the test itself are no words of a command: the reader is told. */
function again({ word, options }: Asked): string {
  const { input, faults = [], mocks, case: testCase, at, config, strict, standIns } = options;
  const words = [
    ...(config === undefined ? [] : ["--config", config]),
    ...(input === undefined ? [] : ["--input", JSON.stringify(input)]),
    ...faults.flatMap(faultWords),
    ...(mocks === undefined ? [] : ["--mocks", mocks]),
    ...(testCase === undefined ? [] : ["--case", testCase]),
    ...(at === undefined ? [] : ["--at", at]),
    ...(strict === true ? ["--strict"] : []),
  ];
  const command = ["alpha-engine", "rehearse", word, ...words].map(quoted).join(" ");
  return standIns === undefined ? command : `${command} (without the test's own stand-ins)`;
}

function faultWords(fault: string | StateFault): readonly string[] {
  const text =
    typeof fault === "string"
      ? fault
      : `${fault.state}${fault.item === undefined ? "" : `[${fault.item}]`}:${fault.kind}`;
  const [, state = text, kind] = /^(.*):(fail|reclaim)$/.exec(text) ?? [];
  return kind === undefined ? ["--fault", text] : [`--${kind}`, state];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
