// Lint beside what others have, on the same definitions: `pnpm build && node bench/compare.mjs [--only NAME] [FOLDER with published definitions…]`.
// The others are installed from npm, PyPI and RubyGems into a folder for this run; PYTHONPATH and RUBYLIB are looked into as well.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { readDefinitions } from "@alpha-engine/definition/files";

import { defects, recorded, verdicts } from "./compare/cases.mjs";
import { tools } from "./compare/tools.mjs";
import { filesIn } from "./definitions.mjs";

const folder = mkdtempSync(join(tmpdir(), "lint-compare-"));
writeFileSync(join(folder, "package.json"), "{}");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" } },
});
const published = await readable(positionals.flatMap((name) => filesIn(name)));
const corpora = { verdicts: verdicts(), recorded: recorded(), defects: defects(), published };

console.log(
  `| ${new Date().toISOString().slice(0, 10)} | verdicts: refused | falsely | recorded: refused | falsely | ${published.length} published: with an error | ${corpora.defects.length} defects: told from the mended |`,
);
console.log("|---|---|---|---|---|---|---|");
for (const tool of await tools(folder, values.only)) {
  const cells = tool.missing === undefined ? await measured(tool) : [`not run: ${tool.missing}`, "", "", "", "", ""];
  console.log(`| ${[tool.name, ...cells].join(" | ")} |`);
  tool.end?.();
}
rmSync(folder, { recursive: true });

/** Definitions that are there as they are: what waits for a substitution, others cannot read. */
async function readable(files) {
  const texts = [];
  for (const file of files) {
    const { found } = await readDefinitions(file).catch(() => ({ found: [] }));
    for (const { holes, tree } of found) if (holes.length === 0) texts.push({ text: JSON.stringify(tree.definition) });
  }
  return texts;
}

async function measured(tool) {
  return [
    ...(await judged(tool, corpora.verdicts)),
    ...(await judged(tool, corpora.recorded)),
    share(await count(corpora.published, async ({ text }) => await isRefused(tool, text)), corpora.published.length),
    share(await count(corpora.defects, (pair) => isTold(tool, pair)), corpora.defects.length),
  ];
}

/** What AWS refuses and the tool too; what AWS takes and the tool does not. */
async function judged(tool, cases) {
  return await Promise.all(
    [true, false].map(async (refused) => {
      const some = cases.filter(({ isRefused: is }) => is === refused);
      return share(await count(some, ({ text, type }) => isRefused(tool.grammar ?? tool, text, type)), some.length);
    }),
  );
}

async function isRefused(tool, text, type) {
  return (await said(tool, text, type)).some(({ isError }) => isError);
}

/** Whether it says something of the broken definition that it does not say of the mended one. */
async function isTold(tool, { broken, fixed }) {
  const texts = async (definitions) => {
    const complaints = await Promise.all(definitions.map((text) => said(tool, text)));
    return new Set(complaints.flat().map(({ text }) => text.replaceAll(/\bline \d+/g, "line")));
  };
  return (await texts(broken)).difference(await texts(fixed)).size > 0;
}

/** What a tool cannot take at all, it refuses. */
async function said(tool, text, type = "STANDARD") {
  try {
    return await tool.complaints(text, type);
  } catch (error) {
    return [{ isError: true, text: `died: ${error.message}` }];
  }
}

async function count(items, holds) {
  let found = 0;
  for (const item of items) if (await holds(item)) found++;
  return found;
}

function share(found, of) {
  return of === 0 ? "-" : `${found} of ${of} (${((found / of) * 100).toFixed(0)} %)`;
}
