#!/usr/bin/env node
import { main } from "./cli/main.ts";
import { warn } from "./cli/say.ts";

// Not even a mistake of ours changes the code of a command that runs.
process.on("uncaughtException", (error) => warn(`unexpected: ${error.stack ?? error.message}`));
// Nothing that is still open, such as a reader of stdout that stalls, may hold the end.
process.exit(await main(process.argv.slice(2)));
