import { parseArgs } from "node:util";

import { prove } from "./prove.ts";
import type { Proven } from "./run-plan.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    "at-once": { type: "string", default: "8" },
    rate: { type: "string", default: "4" },
  },
});
const [runs = 0, seed = 0, atOnce = 0, rate = 0] = [values.runs, values.seed, values["at-once"], values.rate].map(
  Number,
);
if (!(runs > 0 && seed >= 0 && atOnce > 0 && rate > 0)) {
  process.stderr.write("prove [--runs 1000] [--seed 1] [--at-once 8] [--rate 4]: expected numbers\n");
  process.exit(2);
}
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: "AKIATESTTESTTESTTEST",
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
});

const proof = await prove({ runs, seed, atOnce, rate }, report);
const count = (label: (run: Proven) => string): string => {
  const lines = [...Map.groupBy(proof.runs, label)].map(([name, { length }]) => `${name} ${length}`);
  return lines.toSorted().join(", ");
};
const wrong = proof.runs.filter((run) => run.wrong.length > 0);
process.stdout.write(`${proof.runs.length} runs from seed ${seed} in ${proof.seconds.toFixed(0)} s
outcomes: ${count(({ result }) => result.outcome)}
fates: ${count(({ plan }) => plan.fate)}
clock skews: ${count(({ plan }) => `${plan.skew} s`)}; S3: ${count(({ plan }) => plan.s3)}
guarded ${proof.runs.filter(({ plan }) => plan.guarded).length}, live ${proof.runs.filter(({ plan }) => plan.live).length}, calls ${proof.runs.reduce((sum, { calls }) => sum + calls, 0)}
wrong: ${wrong.length}; left behind: ${proof.left.length}; broken off: ${proof.broken.length}
`);
for (const each of proof.broken) process.stdout.write(`broken off: ${each}\n`);
for (const each of proof.left) process.stdout.write(`left behind: ${each}\n`);
process.exitCode = wrong.length + proof.left.length + proof.broken.length === 0 ? 0 : 1;

function report({ plan, wrong: found, result }: Proven): void {
  for (const each of found) process.stdout.write(`seed ${plan.seed} (${plan.fate}): ${each} [${result.commandId}]\n`);
}
