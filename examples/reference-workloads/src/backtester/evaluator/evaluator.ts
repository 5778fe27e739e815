import type { Manifest } from "@alpha-engine/artifacts";

import type { Run } from "../../stages/open-run.ts";
import { staleArtifacts } from "./lineage.ts";
import { promotionOf } from "./promotion.ts";
import { renderReport, type Report, type SectionReport } from "./report.ts";
import { SECTIONS } from "./sections.ts";
import { isSkipped, SECTION_NAMES, type SectionName, type Skipped } from "./skipped.ts";

export type { Skipped } from "./skipped.ts";

/**
 * Stage `evaluator`: everything the run has made → `backtest/<run_date>/evaluator/`, and the chosen strategy →
 * `backtest/<run_date>/promotion/`, where it has stood the test and nothing is frozen.
 */
export async function evaluator(
  run: Run,
  log: (line: string) => void,
  skipped: Skipped = {},
  { freeze = false }: { readonly freeze?: boolean } = {},
): Promise<void> {
  const manifests: Manifest[] = [];
  const sections: Partial<Record<SectionName, SectionReport>> = {};
  for (const name of SECTION_NAMES) {
    const section = await readSection(run, name, isSkipped(name, skipped), manifests);
    log(`${name}: ${section.status}`);
    sections[name] = section;
  }
  const found = sections as Record<SectionName, SectionReport>;
  const all = Object.values(found);
  const promotion = await promotionOf(run.reopen(), found, freeze);
  log(`promotion: ${promotion.reason}`);
  const report: Report = {
    schemaVersion: 1,
    runDate: run.runDate,
    coverage: all.some(({ status }) => status === "skipped") ? "partial" : "whole",
    concerns: [...all.flatMap(({ concerns }) => concerns), ...staleArtifacts(manifests)],
    promotion: { promoted: promotion.strategy !== undefined, reason: promotion.reason },
    sections: found,
  };
  for (const concern of report.concerns) log(`to look at: ${concern}`);

  const { key } = await run.publish("backtest/evaluator", [
    { name: "report.json", body: `${JSON.stringify(report, null, 2)}\n`, contentType: "application/json" },
    { name: "report.md", body: renderReport(report), contentType: "text/markdown" },
  ]);
  log(`published s3://${run.bucket}/${key}`);
  if (promotion.strategy === undefined) return;
  const body = `${JSON.stringify({ schemaVersion: 1, runDate: run.runDate, strategy: promotion.strategy }, null, 2)}\n`;
  const promoted = await run.publish("backtest/promotion", [
    { name: "strategy.json", body, contentType: "application/json" },
  ]);
  log(`published s3://${run.bucket}/${promoted.key}`);
}

async function readSection(
  run: Run,
  name: SectionName,
  mayBeMissing: boolean,
  manifests: Manifest[],
): Promise<SectionReport> {
  const { stage, read } = SECTIONS[name];
  const artifact = mayBeMissing ? await run.find(stage) : await run.require(stage);
  if (artifact === undefined) return { status: "skipped", key: null, facts: {}, concerns: [] };
  manifests.push(artifact.manifest);
  return { status: mayBeMissing ? "reused" : "made", key: artifact.key, ...(await read(artifact)) };
}
