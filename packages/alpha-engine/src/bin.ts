#!/usr/bin/env node
import module from "node:module";

const OLDEST = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  process.stderr.write(
    `alpha-engine: expected Node ${OLDEST} or newer, this is ${process.version} (${process.execPath})\n`,
  );
  process.exit(2);
}
module.enableCompileCache?.();
const { main } = await import("./cli/main.ts");
await main(process.argv.slice(2));
