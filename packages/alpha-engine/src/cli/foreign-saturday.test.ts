/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const FOREIGN = fileURLToPath(new URL("../../../../examples/foreign/saturday/", import.meta.url));
const DEFINITIONS = fileURLToPath(
  new URL("../../../../../shared/definitions/defects/A45-array-escaped-quote/", import.meta.url),
);
const STEPS = [
  "MorningEnrich",
  "DataPhase1",
  "RAGIngestion",
  "PredictorTraining",
  "DriftDetection",
  "Backtester",
  "Parity",
  "Evaluator",
];

function rehearsed(definition: "broken" | "fixed") {
  using place = workplace({ "saturday.asl.json": readFileSync(join(DEFINITIONS, `${definition}.json`), "utf8") });
  cpSync(FOREIGN, place.folder, { recursive: true });
  execFileSync("bash", [join(place.folder, "remotes.sh")], { stdio: "pipe" });
  const { code, stdout, stderr } = place.run("rehearse", "saturday", "--json");
  const summary = summarySchema.parse(JSON.parse(stdout));
  const log = (name: string): string => {
    const folder = summary.states.find((state) => state.name === name)?.commandFolder ?? "";
    return readFileSync(join(place.folder, ".rehearsal", summary.executionName, folder, "stderr"), "utf8");
  };
  return { code, stderr, summary, failure: definition === "broken" ? log("MorningEnrich") : "" };
}

test.skipIf(!existsSync(DEFINITIONS))(
  "a quote that is escaped in States.Array fails on the box in bash's own words",
  { timeout: 180_000 },
  () => {
    const { code, stderr, summary, failure } = rehearsed("broken");
    expect(code, stderr).toBe(1);
    expect(summary).toMatchObject({ status: "FAILED", error: "PipelineFailure" });
    expect(summary.states.find(({ name }) => name === "MorningEnrich")).toMatchObject({
      status: "FAILED",
      exitCode: 127,
    });
    expect(failure).toContain("trap: s3: invalid signal specification");
  },
);

test.skipIf(!existsSync(DEFINITIONS))(
  "mended, all eight steps on the box run in one rehearsal",
  { timeout: 180_000 },
  () => {
    const { code, stderr, summary } = rehearsed("fixed");
    expect(code, stderr).toBe(0);
    expect(summary.status).toBe("SUCCEEDED");
    const steps = summary.states.filter(({ name }) => STEPS.includes(name));
    expect(steps.map(({ name, status, exitCode }) => [name, status, exitCode])).toEqual(
      STEPS.map((name) => [name, "SUCCEEDED", 0]),
    );
  },
);
