/** @module-tag slow */
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { editedLines } from "../../testing/edited-lines.ts";
import { workplace } from "../../testing/workplace.ts";

const FOREIGN = fileURLToPath(new URL("../../../../examples/foreign/patching/", import.meta.url));

function rehearsed(...words: readonly string[]) {
  using place = workplace();
  cpSync(FOREIGN, place.folder, { recursive: true });
  const { code, stdout, stderr } = place.run("rehearse", "patching", "--json", ...words);
  const run = join(place.folder, ".rehearsal", "latest");
  const machines = readdirSync(join(run, "instances")).map((id) => join(run, "instances", id));
  const read = (file: string): string => readFileSync(file, "utf8");
  return {
    code,
    stderr,
    summary: summarySchema.parse(JSON.parse(stdout)),
    logs: machines.map((folder) => read(join(folder, "var", "log", "patches.log"))),
    marks: machines.map((folder) => read(join(folder, "etc", "patched")).trim()),
    messages: read(join(run, "sns.jsonl")),
  };
}

test("what is tagged is started, patched as root in its own /etc, and stopped", { timeout: 120_000 }, () => {
  const { code, stderr, summary, logs, marks, messages } = rehearsed("--at", "2026-05-23T09:00Z");
  expect([code, summary.status, summary.problems], stderr).toEqual([0, "SUCCEEDED", []]);
  const patch = summary.states.find(({ name }) => name === "Patch");
  expect(patch).toMatchObject({ status: "SUCCEEDED", attempts: 2, items: { ok: 2, failed: 0 } });
  expect(logs.map((log) => log.startsWith("patched ip-"))).toEqual([true, true]);
  expect(marks).toEqual(["2026-05-23", "2026-05-23"]);
  expect(messages).toBe("");
});

test("one that cannot be patched is told, and all are stopped all the same", { timeout: 120_000 }, () => {
  using place = workplace();
  cpSync(FOREIGN, place.folder, { recursive: true });
  const { code, stdout, stderr } = place.run("rehearse", "patching", "--json", "--fault", "Patch[1]:exit:5");
  const { status, error, states } = summarySchema.parse(JSON.parse(stdout));
  expect([code, status, error], stderr).toEqual([1, "FAILED", "PatchingFailed"]);
  expect(states.find(({ name }) => name === "Patch")?.items?.failures).toMatchObject([{ item: 1, exitCode: 5 }]);
  expect(states.find(({ name }) => name === "StopAllTheSame")?.status).toBe("SUCCEEDED");
  const messages = readFileSync(join(place.folder, ".rehearsal", "latest", "sns.jsonl"), "utf8");
  expect(JSON.parse(messages)).toMatchObject({ subject: "patching failed" });
});

test("its configuration is what init writes with at most ten lines edited", () => {
  using place = workplace({ "patching.asl.json": readFileSync(join(FOREIGN, "patching.asl.json"), "utf8") });
  const { stdout } = place.run("init", "patching.asl.json", "--format", "yaml", "--print");
  const kept = readFileSync(join(FOREIGN, "alpha-engine.config.yaml"), "utf8");
  expect(editedLines(stdout, kept)).toBeLessThanOrEqual(10);
});
