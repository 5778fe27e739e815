import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { DIFFERENCES } from "./differences.ts";
import { reportAgainst } from "./report.ts";

const BESIDE_CHECKOUT = fileURLToPath(new URL("../../../../../shared/definitions/production", import.meta.url));

/** `pnpm --filter @alpha-engine/pipelines compare [--against FOLDER]`: 0 nothing is unexplained, 1 something is, 2 usage. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { against: { type: "string", default: BESIDE_CHECKOUT } } });
  if (!existsSync(values.against)) {
    process.stderr.write(`compare: there is no folder ${values.against}; name one with --against\n`);
    return 2;
  }
  const { covered, unexplained, idle } = await reportAgainst(values.against);
  for (const { id, reason } of DIFFERENCES)
    process.stdout.write(`${String(covered.get(id)).padStart(4)}  ${id}: ${reason}\n`);
  for (const { pipeline, state, aspect, was, is } of unexplained)
    process.stdout.write(
      `UNEXPLAINED  ${pipeline} ${state} ${aspect}: ${was ?? "(nothing)"} => ${is ?? "(nothing)"}\n`,
    );
  for (const id of idle) process.stdout.write(`IDLE  ${id} explains nothing\n`);
  const bad = unexplained.length + idle.length;
  process.stdout.write(bad === 0 ? "Every difference is deliberate.\n" : `${bad} to look at.\n`);
  return bad === 0 ? 0 : 1;
}

process.exitCode = await main();
