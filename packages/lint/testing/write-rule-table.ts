import { readFileSync, writeFileSync } from "node:fs";

import { RULES } from "../src/rules.ts";
import { ruleTable, TABLE } from "./rule-table.ts";

/** `pnpm run table` */
const README = new URL("../README.md", import.meta.url);
writeFileSync(
  README,
  readFileSync(README, "utf8").replace(TABLE, () => ruleTable(RULES)),
);
