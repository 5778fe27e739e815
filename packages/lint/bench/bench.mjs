// Lint beside asl-validator, in one run: `pnpm build && pnpm bench`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { lint } from "../dist/index.js";
import { pipelineOf } from "./machines.mjs";

const require = createRequire(import.meta.url);
const aslValidator = require("asl-validator");
const SATURDAY = fileURLToPath(new URL("../../../../shared/definitions/production/saturday.json", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lint-bench-"));
const isThere = existsSync(SATURDAY);
const file = isThere ? SATURDAY : join(folder, "generated.json");
if (!isThere) writeFileSync(file, JSON.stringify(pipelineOf(109), undefined, 2));
const text = readFileSync(file, "utf8");

console.log(
  `node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`,
);
console.log(
  `${isThere ? "the Saturday definition" : "a generated definition"}, 109 states, best and median of the runs\n`,
);

// The command stands above this package: it is measured where it is built.
const ours = fileURLToPath(new URL("../../alpha-engine/dist/bin.js", import.meta.url));
const theirs = join(dirname(require.resolve("asl-validator/package.json")), "dist/bin/asl-validator.js");
if (existsSync(ours))
  report("as a process", "alpha-engine lint", await times(15, () => spawnSync(process.execPath, [ours, "lint", file])));
if (existsSync(theirs))
  report(
    "as a process",
    "asl-validator",
    await times(15, () => spawnSync(process.execPath, [theirs, "--json-path", file])),
  );
report("warm", "lint", await times(40, () => lint(text)));
report("warm", "asl-validator", await times(40, () => aslValidator(JSON.parse(text))));

console.log("\ngrowth with the number of states (one run each, after one to warm up)");
for (const count of [1000, 2500, 5000, 10_000]) {
  const definition = JSON.stringify(pipelineOf(count));
  await lint(definition);
  const [ms] = await times(1, () => lint(definition));
  console.log(
    `  ${String(count).padStart(6)} states  ${ms.toFixed(0).padStart(6)} ms  ${((ms / count) * 1000).toFixed(0).padStart(5)} µs a state`,
  );
}
rmSync(folder, { recursive: true });

async function times(count, run) {
  const found = [];
  for (let index = 0; index < count; index++) {
    const began = performance.now();
    await run();
    found.push(performance.now() - began);
  }
  return found.sort((left, right) => left - right);
}

function report(what, name, found) {
  console.log(
    `  ${what.padEnd(13)} ${name.padEnd(20)} ${found[0].toFixed(0).padStart(5)} ms  ${found[Math.floor(found.length / 2)].toFixed(0).padStart(5)} ms`,
  );
}
