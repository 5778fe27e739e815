#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache();
const { main } = await import("./cli/health-check.ts");
await main(process.argv.slice(2));
