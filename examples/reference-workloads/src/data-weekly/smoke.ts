import type { Run } from "../stages/open-run.ts";
import { drift } from "./drift/drift.ts";
import { morningEnrich } from "./enrich/morning-enrich.ts";
import { phase1 } from "./phase1.ts";
import { rag } from "./rag/rag.ts";

/** Six years: enough for the smokes of the applications behind this one, which read what it leaves. */
const LAST_DAYS = 1512;

/** Stage `smoke`: every stage in turn on the end of the series, below the folder that the run was opened with. */
export async function smoke(run: Run, log: (line: string) => void): Promise<void> {
  const stages = {
    "morning-enrich": () => morningEnrich(run, log, { lastDays: LAST_DAYS }),
    phase1: () => phase1(run, log),
    rag: () => rag(run, log),
    drift: () => drift(run, log),
  };
  const passed: string[] = [];
  for (const [name, stage] of Object.entries(stages)) {
    log(`smoke: ${name}`);
    await stage();
    passed.push(name);
  }
  const report = { schemaVersion: 1, runDate: run.runDate, days: LAST_DAYS, passed };
  const body = `${JSON.stringify(report, null, 2)}\n`;
  const { key } = await run.publish("data/smoke", [{ name: "smoke.json", body, contentType: "application/json" }]);
  log(`published s3://${run.bucket}/${key}`);
}
