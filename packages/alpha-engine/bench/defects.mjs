// What rehearsals find of defects that were really shipped: `pnpm run defects FOLDER [ID…]`, a folder with a pair of definitions for
// each, broken.json and fixed.json, and meta.json with the states at fault. Each is rehearsed from what `init` writes, with the
// stage below; a defect is found where the broken one shows at a state at fault what the fixed one does not.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error("expected a folder of defects: pnpm run defects FOLDER [ID…]");
  process.exit(2);
}
/** What is different from what `init` writes: words for `rehearse`, and texts of the configuration that are replaced. */
const STAGES = JSON.parse(readFileSync(new URL("defects.json", import.meta.url), "utf8"));
const HANGS_AFTER_MS = 150_000;

const rows = [];
for (const id of readdirSync(folder).toSorted()) {
  const meta = join(folder, id, "meta.json");
  if (!existsSync(meta)) continue;
  const { detect, detect_also: also, states_at_fault: places } = JSON.parse(readFileSync(meta, "utf8"));
  const kinds = [detect, also].filter((kind) => kind === "ii" || kind === "iii");
  const short = id.split("-")[0];
  if (kinds.length === 0 || (only.length > 0 && !only.includes(short))) continue;
  const names = new Set(places.map(({ state }) => state.split(".").at(-1)));
  const [broken, fixed] = ["broken", "fixed"].map((which) =>
    rehearsed(join(folder, id, `${which}.json`), STAGES[short]),
  );
  const isNew = (text) => !fixed.shown.some((other) => other.text === text);
  const shown = broken.shown.filter(({ state, text }) => (names.has(state) || state === null) && isNew(text));
  const verdict = shown.length > 0 ? "found" : broken.status === fixed.status ? "not seen" : "told apart";
  const row = {
    id,
    kinds: kinds.join("/"),
    verdict,
    broken: broken.status,
    fixed: fixed.status,
    shown: shown[0]?.text ?? "",
  };
  rows.push(row);
  console.log(
    `${verdict.padEnd(10)} ${row.kinds.padEnd(6)} ${id.padEnd(34)} ${broken.status} / ${fixed.status}  ${row.shown.slice(0, 90)}`,
  );
}
for (const kind of ["ii", "iii"]) {
  const own = rows.filter(({ kinds }) => kinds.split("/").includes(kind));
  const count = (verdict) => own.filter((row) => row.verdict === verdict).length;
  console.log(
    `${kind}: ${own.length}, found ${count("found")}, told apart ${count("told apart")}, not seen ${count("not seen")}`,
  );
}

/** How it ended, and what it shows, by state: a step that failed and why, a problem, and of the execution its error. */
function rehearsed(definition, { replace = {}, words = [] } = {}) {
  const place = mkdtempSync(join(tmpdir(), "alpha-engine-defect-"));
  try {
    copyFileSync(definition, join(place, "machine.json"));
    const options = { cwd: place, encoding: "utf8", timeout: HANGS_AFTER_MS, killSignal: "SIGTERM" };
    const begun = spawnSync(process.execPath, [bin, "init", "machine.json"], options);
    if (begun.status !== 0) return { status: `init ${begun.status}`, shown: [] };
    const config = join(place, "alpha-engine.config.ts");
    let text = readFileSync(config, "utf8");
    for (const [from, to] of Object.entries(replace)) text = text.replaceAll(from, to);
    writeFileSync(config, text);
    const run = spawnSync(process.execPath, [bin, "rehearse", "machine", "--json", ...words], options);
    const line = run.stdout.split("\n").find((each) => each.startsWith('{"schemaVersion"'));
    if (line === undefined)
      return { status: `exit ${run.status}`, shown: [{ state: null, text: run.stderr.trim().split("\n").at(-1) }] };
    const { status, error, cause, states, problems } = JSON.parse(line);
    const failed = states.filter((state) => state.status === "FAILED");
    return {
      status,
      shown: [
        ...failed.map(({ name, exitCode, error: why, lastLines }) => ({
          state: name,
          text: `${name}: ${exitCode === null ? why : `exit ${exitCode}`} ${lastLines.at(-1) ?? ""}`.replaceAll(
            /\/\S*_script\.sh: /g,
            "",
          ),
        })),
        ...problems
          .filter(({ kind }) => kind !== "stand-in-unmet")
          .map(({ state, message }) => ({ state, text: message })),
        ...(error === "States.Runtime"
          ? [{ state: /state '([^']+)'/.exec(cause ?? "")?.[1] ?? null, text: `${error}: ${cause}` }]
          : []),
      ],
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
