#!/usr/bin/env node
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { convertPackages, undocumented, withoutExample } from "./convert.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const to = join(root, "docs", "api");
const { app, project } = await convertPackages(root);
if (process.argv.includes("--update-undocumented")) {
  const list = fileURLToPath(new URL("../not-documented-yet.json", import.meta.url));
  const notYet = { comment: undocumented(project), example: withoutExample(project) };
  writeFileSync(list, `${JSON.stringify(notYet, null, 2)}\n`);
}
app.options.setValue("outputs", [{ name: "markdown", path: to }]);
await app.generateOutputs(project);
process.stderr.write(`docs:api: ${project.children?.length ?? 0} modules in ${to}\n`);
process.exitCode = app.logger.hasErrors() ? 1 : 0;
