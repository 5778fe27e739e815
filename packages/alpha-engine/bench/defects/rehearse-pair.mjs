import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { parse } from "yaml";

const bin = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
const HANGS_AFTER_SECONDS = 150;

/** Both of a pair, at once: how each ended, what the broken one shows that tells it, and what it should have shown and did not. */
export async function rehearsePair({ id, folder, meta }, keep) {
  const stages = await stageOf(id);
  const both = ["broken", "fixed"].map((which) => ({
    which,
    stage: typeof stages === "function" ? stages({ which, folder }) : stages,
  }));
  const [{ stage }] = both;
  const [broken, fixed] = await Promise.all(
    both.map(({ which, stage: own }) => {
      const suffix = own.variant === undefined ? "" : `-${own.variant}`;
      return rehearsed(join(folder, `${which}${suffix}.json`), own, keep && join(keep, id, which));
    }),
  );
  const { shown, missing } =
    stage.see === undefined ? differences(broken, fixed, meta.states_at_fault) : sights(broken, fixed, stage.see);
  const isFound = shown.length > 0 && missing.length === 0;
  const verdict = isFound ? "found" : broken.status === fixed.status ? "not seen" : "told apart";
  return { verdict, why: stage.why ?? "what init writes", broken: broken.status, fixed: fixed.status, shown, missing };
}

async function stageOf(id) {
  const place = (ending) => new URL(`${id}.${ending}`, import.meta.url);
  if (existsSync(place("mjs"))) {
    const { default: made, stage = made } = await import(place("mjs"));
    return stage;
  }
  return existsSync(place("json")) ? JSON.parse(readFileSync(place("json"), "utf8")) : {};
}

/** What the broken one shows at a state at fault, or at none, and the fixed one does not show. */
function differences(broken, fixed, places) {
  const names = new Set(places.map(({ state }) => state.split(".").at(-1)));
  const isNew = ({ text }) => !fixed.shown.some((other) => other.text === text);
  const shown = broken.shown.filter((each) => (names.has(each.state) || each.state === null) && isNew(each));
  return { shown, missing: [] };
}

/** What is to be seen, each in the broken one and not in the fixed one. */
function sights(broken, fixed, see) {
  const shown = [];
  const missing = [];
  for (const sight of see) {
    const at = broken.shown.find((each) => isSight(each, sight));
    if (at === undefined) missing.push(`not seen: ${JSON.stringify(sight)}`);
    else if (fixed.shown.some((each) => isSight(each, sight))) missing.push(`seen in both: ${JSON.stringify(sight)}`);
    else shown.push(at);
  }
  return { shown, missing };
}

function isSight(each, { state, kind, text }) {
  return (
    (state === undefined || state === each.state) &&
    (kind === undefined || kind === each.kind) &&
    (text === undefined || new RegExp(text).test(each.text))
  );
}

/** How it ended, and what it shows: steps that failed and why, problems, and the end. */
async function rehearsed(definition, stage, keep) {
  const place = keep ?? mkdtempSync(join(tmpdir(), "alpha-engine-defect-"));
  mkdirSync(place, { recursive: true });
  try {
    copyFileSync(definition, join(place, "machine.json"));
    const limit = 1000 * (stage.timeout ?? HANGS_AFTER_SECONDS);
    const begun = await called(["init", "machine.json", "--format", "yaml", "--print"], { place, limit });
    if (begun.status !== 0) return { status: `init ${begun.status}`, shown: [] };
    const config = staged(parse(begun.stdout), stage);
    const whole = withCheckouts(withPrograms(config, stage), stage);
    writeFileSync(join(place, "alpha-engine.config.json"), JSON.stringify(whole, undefined, 2));
    const run = await called(["rehearse", "machine", "--json", ...(stage.words ?? [])], { place, limit });
    const line = run.stdout.split("\n").find((each) => each.startsWith('{"schemaVersion"'));
    if (line === undefined)
      return {
        status: `exit ${run.status}`,
        shown: [{ state: null, kind: "refused", text: run.stderr.trim().slice(-500) }],
      };
    const summary = JSON.parse(line);
    return { status: summary.status, shown: shownBy(summary) };
  } finally {
    if (keep === undefined) rmSync(place, { recursive: true, force: true });
  }
}

function shownBy({ status, error, cause, states, problems }) {
  const failed = states.filter((state) => state.status === "FAILED");
  const at = /state '([^']+)'/.exec(cause ?? "")?.[1] ?? null;
  return [
    ...failed.map(({ name, exitCode, error: why, lastLines }) => ({
      state: name,
      kind: "failed",
      text: `${name}: ${exitCode === null ? why : `exit ${exitCode}`} ${lastLines.at(-1) ?? ""}`.replaceAll(
        /\/\S*_script\.sh: /g,
        "",
      ),
    })),
    ...problems
      .filter(({ kind }) => kind !== "stand-in-unmet")
      .map(({ state, kind, message }) => ({ state, kind, text: message })),
    ...(error === null ? [] : [{ state: at, kind: status, text: `${error}: ${cause}` }]),
  ];
}

function staged(written, { config = {}, input }) {
  const laid = laidOver(written, config);
  return input === undefined ? laid : laidOver(laid, { pipelines: { machine: { input } } });
}

/** Key by key; `null` takes away what is there, anything but an object takes its place. */
function laidOver(under, over) {
  if (!isObject(over)) return over;
  const merged = isObject(under) ? { ...under } : {};
  for (const [key, value] of Object.entries(over))
    if (value === null) delete merged[key];
    else merged[key] = laidOver(merged[key], value);
  return merged;
}

/** `programs` by path, in every image. */
function withPrograms(config, { programs = {} }) {
  const files = Object.fromEntries(
    Object.entries(programs).map(([path, lines]) => [
      path,
      { content: `${[lines].flat().join("\n")}\n`, mode: "0755" },
    ]),
  );
  for (const image of Object.values(config.rehearsal?.images ?? {})) image.files = { ...image.files, ...files };
  return config;
}

/** `checkouts` by path, in every image, with what `init` has put into their repositories; git is the real one. */
function withCheckouts(config, { checkouts }) {
  if (checkouts === undefined) return config;
  for (const image of Object.values(config.rehearsal.images)) {
    delete image.files["/usr/local/sbin/git"];
    for (const [path, owner] of Object.entries(checkouts)) {
      const name = path.split("/").at(-1);
      const { from = { README: { content: `${name}\n` } } } = image.checkouts?.[path] ?? {};
      const checkout = { from, url: `https://git.example.com/${name}`, branch: "main", owner };
      image.checkouts = { ...image.checkouts, [path]: checkout };
    }
  }
  return config;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function called(words, { place, limit }) {
  const child = spawn(process.execPath, [bin, ...words], { cwd: place, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (texts[name] += text));
  const timer = setTimeout(() => child.kill("SIGTERM"), limit);
  const status = await new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)));
  clearTimeout(timer);
  return { status, ...texts };
}
