/** @module-tag slow */
import { globSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkTypes, type TypeProblem } from "./check-types.ts";
import { type Cloud, startCloud } from "./cloud.ts";
import { findExamplesInSource } from "./find-in-source.ts";
import { differing } from "./play-example.ts";
import { typeScriptPart, writeFiles } from "./run-example.ts";
import { openStage, type Stage } from "./stage/stage.ts";
import { openWorkplace, tryExample } from "./workplace.ts";
import { ROOT } from "./workspace.ts";

const sources = globSync("{packages,apps,examples}/*/src/**/*.ts", { cwd: ROOT, exclude: ["**/*.test.ts"] }).sort();
const examples = sources
  .flatMap((file) =>
    findExamplesInSource(file, readFileSync(join(ROOT, file), "utf8")).map((example) => ({ file, example })),
  )
  .map(({ file, example }, index) => ({
    of: file.split("/").slice(0, 2).join("/"),
    where: `${file}:${example.line}`,
    example,
    name: `example-${index}`,
  }));
const written = examples.filter(({ example }) => example.kind === "ts");

const workplace = openWorkplace();
let problems: ReadonlyMap<string, readonly TypeProblem[]> = new Map();
beforeAll(async () => {
  for (const { name, example } of written) writeFiles(example, join(workplace.folder, name));
  const files = written.map(({ name }) => `${name}/example.mts`);
  if (files.length > 0) problems = await checkTypes(files, workplace);
});
afterAll(() => workplace.remove());

/** Those of one package share a process, and where they need one a cloud: what one leaves there the next one finds. */
describe.each([...Map.groupBy(examples, ({ of, example }) => `${of}${example.cloud ? ", with a cloud" : ""}`)])(
  "every example in the source of %s compiles and prints what is written",
  (group, members) => {
    const { folder } = workplace;
    let cloud: Cloud | undefined;
    let stage: Stage | undefined;
    beforeAll(async () => {
      const place = join(folder, group.replaceAll(/\W+/g, "-"));
      mkdirSync(place);
      if (members.some(({ example }) => example.cloud)) cloud = await startCloud(place, workplace.env);
      stage = openStage({ folder, env: { ...workplace.env, ...cloud?.environment } });
    });
    afterAll(async () => {
      await stage?.close();
      await cloud?.stop();
    });

    test.each(members)("$where", async ({ name, example }) => {
      if (example.kind === "console") return expect(await tryExample(example)).toEqual([]);
      const file = `${name}/example.mts`;
      const wrong = problems.get(file) ?? [];
      expect(wrong.map(({ line, message }) => `line ${example.line + line}: ${message}`)).toEqual([]);
      const played = await stage?.play({ file: join(folder, file), folder: join(folder, name) });
      expect(differing([typeScriptPart(example, played ?? { printed: "no stage", failed: true })])).toEqual([]);
    });
  },
);
