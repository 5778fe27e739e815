// What the command costs before it does anything: `pnpm run bench [rounds]`. A round runs each once, so that what else the
// machine does meets all alike.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? 21);
const bin = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "alpha-engine-bench-"));
const pipelines = { nightly: { description: "the nightly report", definition: "nightly.asl.json" } };
const typed = `import { defineConfig } from "alpha-engine";\nexport default defineConfig(${JSON.stringify({ pipelines })});\n`;
writeFileSync(join(folder, "empty.mjs"), "");
writeFileSync(join(folder, "config.json"), JSON.stringify({ pipelines }));
writeFileSync(join(folder, "config.ts"), typed);

const CASES = {
  "bare Node": ["empty.mjs"],
  "--version": [bin, "--version"],
  "--help": [bin, "--help"],
  "list, JSON": [bin, "list", "--config", "config.json"],
  "list, TypeScript": [bin, "list", "--config", "config.ts"],
};
const times = Object.fromEntries(Object.keys(CASES).map((name) => [name, []]));
for (let round = -1; round < rounds; round += 1) {
  for (const [name, argv] of Object.entries(CASES)) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(process.execPath, argv, { cwd: folder });
    if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`);
    if (round >= 0) times[name].push(performance.now() - startedAt); // the first fills the compile cache
  }
}
rmSync(folder, { recursive: true });

const sorted = Object.fromEntries(Object.entries(times).map(([name, all]) => [name, all.toSorted((a, b) => a - b)]));
const [bare] = Object.values(sorted);
const median = (all) => all[Math.floor(all.length / 2)];
console.log(`${"".padEnd(16)}  best ms  median ms  best over bare Node`);
for (const [name, all] of Object.entries(sorted)) {
  const more = `+${(all[0] - bare[0]).toFixed(1)} ms, ${(all[0] / bare[0]).toFixed(2)} times`;
  console.log(
    `${name.padEnd(16)}  ${all[0].toFixed(1).padStart(7)}  ${median(all).toFixed(1).padStart(9)}  ${name === "bare Node" ? "" : more}`,
  );
}
