import { appendFileSync } from "node:fs";
import { relative, resolve } from "node:path";

import type { RehearsalResult, StateSummary } from "@alpha-engine/rehearsal";

import type { PlaceOf } from "../rehearse/options-of.ts";
import { whyFailed } from "./why.ts";

/** What GitHub Actions shows beside the definition's lines: its commands are read from stderr as well. [docs: workflow commands for GitHub Actions] */
export function annotations({ summary }: RehearsalResult, good: boolean, placeOf: PlaceOf): readonly string[] {
  const { pipeline, status, error, cause, states, problems } = summary;
  const failed = states.filter((state) => state.status === "FAILED");
  const said = new Set(failed.map(({ name }) => name));
  const others = problems.filter(({ kind, state }) => kind !== "failed-step" || state === null || !said.has(state));
  const own = [status, error, cause].filter((text) => text !== null).join(": ");
  const line = (level: string, state: string | null, message: string): string => {
    const place = state === null ? undefined : placeOf(state);
    const title = property(state === null ? pipeline : `${pipeline}: ${state}`);
    return `::${level} ${place === undefined ? "" : at(place)}title=${title}::${data(message)}`;
  };
  return [
    ...failed.map((state) => line(good ? "notice" : "error", state.name, `${state.name} failed (${whyFailed(state)})`)),
    ...others.map(({ state, message }) => line("warning", state, message)),
    ...(good || failed.length > 0 ? [] : [line("error", null, own)]),
  ];
}

function at({ file, line, column }: NonNullable<ReturnType<PlaceOf>>): string {
  return `file=${property(inRepository(file))},line=${line},col=${column},`;
}

/** Paths of annotations start at the root of the repository. */
function inRepository(file: string): string {
  const { GITHUB_WORKSPACE: root } = process.env;
  return root === undefined || root === "" ? file : relative(root, resolve(file));
}

/** As the runner reads them back: https://github.com/actions/toolkit, packages/core/src/command.ts. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Adds the run to the page of the job, where there is one. */
export function writeStepSummary(result: RehearsalResult, good: boolean): void {
  const { GITHUB_STEP_SUMMARY: file } = process.env;
  if (file !== undefined && file !== "") appendFileSync(file, stepSummary(result, good));
}

function stepSummary({ summary, directory }: RehearsalResult, good: boolean): string {
  const { pipeline, status, error, cause, wallSeconds, states, problems, sandbox, faults, standIns } = summary;
  const calls = standIns.by.reduce((sum, each) => sum + each.calls, 0);
  return [
    `### ${good ? "✅" : "❌"} ${pipeline}: ${status} after ${wallSeconds.toFixed(1)} s`,
    "",
    ...(error === null ? [] : [cell(`${error}${cause === null ? "" : `: ${cause}`}`), ""]),
    "| state | status | tries | time | exit | why |",
    "|---|---|--:|--:|--:|---|",
    ...states.map(row),
    "",
    ...problems.map(({ message }) => `- ${cell(message)}`),
    ...faults.map(
      ({ state, kind, injected }) => `- fault ${cell(`${kind} of ${state}`)}: ${injected ? "struck" : "met nothing"}`,
    ),
    ...(calls === 0 ? [] : [`- ${calls} of ${standIns.tasks} tasks were answered in place of the cloud`]),
    ...(sandbox.kind === "plain"
      ? [`- machines ran in plain sandboxes${sandbox.reason === null ? "" : `: ${cell(sandbox.reason)}`}`]
      : []),
    "",
    `Everything is in \`${relative(process.cwd(), directory) || "."}\`.`,
    "",
    "",
  ].join("\n");
}

function row(state: StateSummary): string {
  const { name, status, attempts, wallSeconds, exitCode } = state;
  const time = wallSeconds === null ? "" : `${wallSeconds.toFixed(1)} s`;
  const cells = [name, status.toLowerCase().replace("_", " "), String(attempts), time, String(exitCode ?? "")];
  return `| ${[...cells, status === "FAILED" ? whyFailed(state) : ""].map(cell).join(" | ")} |`;
}

/** Nothing of a log is markup, and nothing ends the cell. */
function cell(text: string): string {
  return text
    .slice(0, 300)
    .replaceAll(/[\\`*_{}[\]<>|#~&]/g, "\\$&")
    .replaceAll(/\s+/g, " ");
}
