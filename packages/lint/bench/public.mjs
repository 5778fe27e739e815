// What lint says of definitions that others published: `pnpm build && node bench/public.mjs [--preset NAME] [--json FILE] FOLDER…`.
// Of each folder every JSON file that is a definition; those with a ${substitution} are left to who fills them in.
// oxlint-disable unicorn/require-post-message-target-origin -- a worker thread has no origin
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

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
      const failed = ({ message }) => done({ died: message, findings: [] });
      const timer = setTimeout(
        () => done({ died: `took more than ${PATIENCE_MS / 1000} s`, findings: [] }),
        PATIENCE_MS,
      );
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
  const texts = positionals.flatMap((folder) => definitionsIn(folder));
  const lints = new Lints();
  const answers = [];
  for (const { file, text } of texts) answers.push({ file, ...(await lints.ask({ text, preset: values.preset })) });
  lints.end();
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(answers, undefined, 1));
  report(answers);
}

/** A definition that is there twice counts once. */
function definitionsIn(folder) {
  const seen = new Set();
  return readdirSync(folder, { recursive: true })
    .filter((name) => /\.(?:json|asl)$/.test(name))
    .toSorted()
    .flatMap((name) => {
      const file = join(folder, name);
      const text = readFileSync(file, "utf8");
      if (seen.has(text) || text.includes("${")) return [];
      seen.add(text);
      return isDefinition(text) ? [{ file, text }] : [];
    });
}

function isDefinition(text) {
  try {
    const value = JSON.parse(text);
    return typeof value?.StartAt === "string" && typeof value.States === "object";
  } catch {
    return false;
  }
}

async function work() {
  const { lint } = await import("../dist/index.js");
  parentPort.on("message", async ({ text, preset }) => {
    try {
      const { findings } = await lint(text, { config: { preset } });
      parentPort.postMessage({
        findings: findings.map(({ rule, severity, path, message, line }) => ({ rule, severity, path, message, line })),
      });
    } catch (error) {
      parentPort.postMessage({ refused: error.message, findings: [] });
    }
  });
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
  for (const { file, refused, died } of answers)
    if ((refused ?? died) !== undefined) console.log(`  ${file}: ${refused ?? died}`);
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
