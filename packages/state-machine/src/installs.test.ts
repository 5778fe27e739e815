import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

const OURS = "@alpha-engine/";

/** What npm installs with a package of this workspace, from its own dependencies downwards. */
function installedWith(name: string, found = new Set<string>()): ReadonlySet<string> {
  const manifest = new URL(`../../${name.slice(OURS.length)}/package.json`, import.meta.url);
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as { dependencies?: Record<string, string> };
  for (const each of Object.keys(dependencies).filter((dependency) => !found.has(dependency))) {
    found.add(each);
    if (each.startsWith(OURS)) installedWith(each, found);
  }
  return found;
}

test("who builds definitions installs neither a parser of bash nor the AWS SDK", () => {
  const installed = [...installedWith("@alpha-engine/state-machine")];
  expect(installed).toContain("@alpha-engine/definition");
  expect(installed.filter((name) => /bash|^@aws-sdk\/|^@smithy\//.test(name))).toEqual([]);
});
