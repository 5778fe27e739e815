/** @module-tag slow */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readRecord, summaryOf } from "@alpha-engine/run-record";
import { afterAll, beforeAll, expect, test } from "vitest";

import { randomDefinition } from "../testing/random-definition.ts";
import { seeded } from "../testing/seeded.ts";
import { rehearse } from "./index.ts";

/** More of them with VERDICTS=100, others with SEED=… */
const RUNS = Number(process.env["VERDICTS"] ?? 4);
const SEED = Number(process.env["SEED"] ?? 20_261_130);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "random-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const send = (name: string, more: object): object => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: {
    DocumentName: "AWS-RunShellScript",
    "InstanceIds.$": "$.box",
    Parameters: { commands: [`/opt/step ${name}`], executionTimeout: ["600"] },
    ...more,
  },
});

test(
  `a command that fails on its machine, wherever its step stands, has a row and is a problem: ${RUNS} from seed ${SEED}`,
  { timeout: 60_000 + RUNS * 30_000 },
  async () => {
    for (let run = 0; run < RUNS; run += 1) {
      const { definition, steps } = randomDefinition(seeded(SEED + run), true, send);
      const { name = "", fault } = steps.find((step) => step.fault !== undefined) ?? {};
      const once = fault === "once" ? `mkdir /opt/once-${run} || exit 0` : "";
      const fails = fault === "always" || fault === "once" ? `[ $1 != ${name} ] || { ${once}\nexit 4; }` : "";
      const step = { content: `#!/bin/bash\n${fails}\n`, mode: "0755" };
      const { summary, directory: folder } = await rehearse({
        pipeline: "random",
        definition,
        directory,
        boxes: { box: { imageId: "ami-box" } },
        images: { "ami-box": { sh: "bash", files: { "/opt/step": step } } },
        input: ({ boxIds }) => ({ constant: 1, items: [1, 2], box: [boxIds["box"]] }),
      });
      const which = `SEED=${SEED + run}: ${JSON.stringify({ definition, steps })}\n${JSON.stringify(summary.states)}`;
      const alone = summaryOf((await readRecord(join(folder, "run.ndjson"))).facts);
      expect([alone, JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"))], which).toEqual([
        summary,
        summary,
      ]);
      const failed = summary.states.filter(({ status }) => status === "FAILED");
      const untold = failed.filter(({ name: state }) => summary.hops.every((way) => way.state !== state));
      expect(untold, which).toEqual([]);
      const row = summary.states.find((state) => state.name === name);
      expect(row, which).toBeDefined();
      const isMet = row?.status !== "NOT_REACHED" && row?.status !== "SKIPPED";
      if (isMet) expect(row?.status, which).toBe("FAILED");
      if (summary.status !== "SUCCEEDED") expect(isMet, which).toBe(true);
      const expected = isMet && summary.status === "SUCCEEDED" ? [["failed-step", name]] : [];
      expect(
        summary.problems.map(({ kind, state }) => [kind, state]),
        which,
      ).toEqual(expected);
    }
  },
);
