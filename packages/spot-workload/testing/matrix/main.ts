import { parseArgs } from "node:util";

import { cells } from "./cells.ts";
import { runCell } from "./run-cell.ts";

/** `pnpm matrix [--only words] [--at-once 3]`: every cell as real processes. */
const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, "at-once": { type: "string", default: "3" } },
});
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
  AWS_REGION: "us-east-1",
});
const queue = cells.filter(({ name }) => name.includes(values.only));
const startedAt = performance.now();
let wrong = 0;
async function work(): Promise<void> {
  for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
    const found = await runCell(cell);
    wrong += found.length > 0 ? 1 : 0;
    process.stdout.write(`${found.length === 0 ? "ok   " : "WRONG"} ${cell.name}\n`);
    for (const each of found) process.stdout.write(`      ${each}\n`);
  }
}
const all = queue.length;
await Promise.all(Array.from({ length: Number(values["at-once"]) }, work));
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
process.stdout.write(`${all} cells in ${seconds} s, wrong: ${wrong}\n`);
process.exitCode = wrong === 0 ? 0 : 1;
