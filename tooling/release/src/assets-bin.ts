#!/usr/bin/env node
import { writeAssets } from "./assets/write-assets.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("usage: assets-bin.ts <folder that changeset pack wrote>\n");
  process.exitCode = 2;
} else {
  await writeAssets(new URL("../../../", import.meta.url).pathname, folder);
}
