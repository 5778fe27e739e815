import { readFileSync } from "node:fs";

import { exitCodeOf, runOnSpot, type SpotWorkloadSpec } from "../src/index.ts";

/** A workload in a process of its own: its spec is in the file named first; what happens is printed as NDJSON. */
const aborting = new AbortController();
process.once("SIGTERM", () => aborting.abort());
try {
  const spec = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as SpotWorkloadSpec;
  const { exitCode } = await runOnSpot({
    ...spec,
    signal: aborting.signal,
    onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
  process.exitCode = exitCode;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = exitCodeOf(error);
}
