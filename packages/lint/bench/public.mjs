// What lint says of definitions that others published: `pnpm build && node bench/public.mjs [--preset NAME] [--json FILE] FOLDER…`.
// Every definition of every file in the folders counts, whatever it is written in; what cannot be read is listed.
// oxlint-disable unicorn/require-post-message-target-origin -- a worker thread has no origin
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

import { filesIn } from "./definitions.mjs";

const LIMITS = { resourceLimits: { maxOldGenerationSizeMb: 512 } };
const PATIENCE_MS = 20_000;

/** One worker for all, another where one dies or takes too long. */
class Lints {
  #worker;

  ask(question) {
    this.#worker ??= new Worker(fileURLToPath(import.meta.url), LIMITS);
    const worker = this.#worker;
    return new Promise((resolve) => {
      const done = (answer) => {
        clearTimeout(timer);
        worker.off("message", done).off("error", failed);
        if (answer.died !== undefined) {
          this.#worker = undefined;
          worker.terminate();
        }
        resolve(answer);
      };
      const failed = ({ message }) => done({ died: message });
      const timer = setTimeout(() => done({ died: `took more than ${PATIENCE_MS / 1000} s` }), PATIENCE_MS);
      worker.once("message", done);
      worker.once("error", failed);
      worker.postMessage(question);
    });
  }

  end() {
    this.#worker?.terminate();
  }
}

if (isMainThread) await main();
else await work();

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { preset: { type: "string", default: "recommended" }, json: { type: "string" } },
  });
  const files = positionals.flatMap((folder) => filesIn(folder));
  const lints = new Lints();
  const answers = [];
  for (const file of files) {
    const { found, ...answer } = await lints.ask({ file, preset: values.preset });
    answers.push(...(found ?? [{ from: file, findings: [], ...answer }]));
  }
  lints.end();
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(answers, undefined, 1));
  report(answers);
}

async function work() {
  const { lint } = await import("../dist/index.js");
  const { readDefinitions } = await import("@alpha-engine/definition/files");
  parentPort.on("message", async ({ file, preset }) => {
    try {
      const { found: read, unread } = await readDefinitions(file);
      const found = unread.map(({ from, error }) => ({ from, refused: error.message, findings: [] }));
      for (const definition of read) {
        const { findings } = await lint(definition, { config: { preset } });
        found.push({ from: definition.from, findings: findings.map(short) });
      }
      parentPort.postMessage({ found });
    } catch (error) {
      parentPort.postMessage({ refused: error.message });
    }
  });
}

function short({ rule, severity, path, message, line }) {
  return { rule, severity, path, message, line };
}

function report(answers) {
  const counts = answers.map(({ findings }) => findings.length).toSorted((left, right) => left - right);
  const failing = answers.filter(
    ({ findings, refused, died }) =>
      refused !== undefined || died !== undefined || findings.some(({ severity }) => severity === "error"),
  );
  console.log(
    `${answers.length} definitions; findings each: median ${counts[Math.floor(counts.length / 2)]}, 90 % have at most ${counts[Math.floor(counts.length * 0.9)]}`,
  );
  console.log(
    `${failing.length} with an error (${((failing.length / answers.length) * 100).toFixed(1)} %), ${answers.filter(({ refused }) => refused !== undefined).length} refused, ${answers.filter(({ died }) => died !== undefined).length} not answered`,
  );
  for (const { from, refused, died } of answers)
    if ((refused ?? died) !== undefined) console.log(`  ${from}: ${refused ?? died}`);
  const rules = new Map();
  for (const { findings } of answers) {
    for (const key of new Set(findings.map(({ rule, severity }) => `${severity} ${rule}`))) {
      rules.set(key, (rules.get(key) ?? 0) + 1);
    }
  }
  console.log("\ndefinitions with a finding of");
  for (const [key, count] of [...rules].toSorted((left, right) => right[1] - left[1]))
    console.log(`  ${String(count).padStart(5)}  ${key}`);
}
