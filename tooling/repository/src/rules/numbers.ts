import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../packages.ts";
import { quotedPackages } from "../quoted-table.ts";
import type { Survey } from "../survey.ts";

/** How long files are changes with every commit; that each package is in the table does not. */
export function notQuoted(surveys: readonly Survey[]): readonly string[] {
  const quoted = quotedPackages(readFileSync(join(ROOT, "README.md"), "utf8"));
  return surveys
    .filter(({ package: { name }, sources }) => sources.size > 0 && !quoted.includes(name))
    .map(({ package: { folder } }) => `${folder} is not in the README's table of numbers: npm run house -- --write`);
}
