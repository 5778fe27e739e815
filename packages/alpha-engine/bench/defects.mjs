// What rehearsals find of defects that were really shipped: `pnpm run defects FOLDER [ID…]`, a folder with a pair of definitions for
// each, broken.json and fixed.json, and meta.json with the states at fault. Both are rehearsed from what `init` writes, with the
// stage in bench/defects/ID.json (or .mjs, with the same as `stage`) laid over it, where there is one; see
// defects/README.md. A defect is found where the broken one shows what the stage says, and the fixed one does not; where the
// stage says nothing, where it shows at a state at fault what the fixed one does not.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { rehearsePair } from "./defects/rehearse-pair.mjs";

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean" }, keep: { type: "string" } },
  allowPositionals: true,
});
const [folder, ...only] = positionals;
if (folder === undefined) {
  console.error("expected a folder of defects: pnpm run defects FOLDER [ID…] [--json] [--keep FOLDER]");
  process.exit(2);
}

const pairs = readdirSync(folder)
  .toSorted()
  .map((name) => ({ name, id: name.split("-")[0], folder: join(folder, name) }))
  .filter(({ id, folder: at }) => existsSync(join(at, "meta.json")) && (only.length === 0 || only.includes(id)))
  .map((pair) => ({ ...pair, meta: JSON.parse(readFileSync(join(pair.folder, "meta.json"), "utf8")) }))
  .map((pair) => ({
    ...pair,
    kinds: [pair.meta.detect, pair.meta.detect_also].filter((kind) => kind?.startsWith("ii") === true),
  }))
  .filter(({ kinds }) => kinds.length > 0);
const unknown = only.filter((id) => !pairs.some((pair) => pair.id === id));
if (unknown.length > 0) {
  console.error(`there is no defect ${unknown.join(", ")} to rehearse in ${folder}`);
  process.exit(2);
}

const rows = [];
for (const pair of pairs) {
  const row = { id: pair.name, kinds: pair.kinds, ...(await rehearsePair(pair, values.keep)) };
  rows.push(row);
  const shown = row.shown[0]?.text ?? row.missing[0] ?? "";
  const ends = `${row.broken} / ${row.fixed}`.padEnd(22);
  const line = `${row.verdict.padEnd(10)} ${row.kinds.join("/").padEnd(6)} ${row.id.padEnd(34)} ${ends} ${shown.slice(0, 110)}`;
  if (values.json !== true) console.log(line.trimEnd());
}
const counts = Object.fromEntries(
  ["ii", "iii"].map((kind) => {
    const own = rows.filter(({ kinds }) => kinds.includes(kind));
    const count = (verdict) => own.filter((row) => row.verdict === verdict).length;
    return [
      kind,
      { all: own.length, found: count("found"), toldApart: count("told apart"), notSeen: count("not seen") },
    ];
  }),
);
if (values.json === true) console.log(JSON.stringify({ counts, rows }, undefined, 2));
else
  for (const [kind, { all, found, toldApart, notSeen }] of Object.entries(counts))
    console.log(`${kind}: ${all}, found ${found}, told apart ${toldApart}, not seen ${notSeen}`);
