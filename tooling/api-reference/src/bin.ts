#!/usr/bin/env node
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { convertPackages } from "./convert.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const to = join(root, "docs", "api");
const { app, project } = await convertPackages(root);
app.options.setValue("outputs", [{ name: "markdown", path: to }]);
await app.generateOutputs(project);
process.stderr.write(`docs:api: ${project.children?.length ?? 0} modules in ${to}\n`);
process.exitCode = app.logger.hasErrors() ? 1 : 0;
