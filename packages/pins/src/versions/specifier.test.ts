import { expect, test } from "vitest";

import { classify } from "./specifier.ts";

test.each([
  ["1.2.3", "exact", "1.2.3"],
  ["=1.2.3", "exact", "1.2.3"],
  ["0.0.0-canary-20261120141856", "exact", "0.0.0-canary-20261120141856"],
  ["npm:@alpha-engine/asl@1.2.3", "exact", "1.2.3"],
  ["^1.2.3", "range", "^1.2.3"],
  ["1.2", "range", "1.2"],
  ["*", "range", "*"],
  ["1.0.0 || 2.0.0", "range", "1.0.0 || 2.0.0"],
  ["latest", "tag", "latest"],
  ["", "none", ""],
  ["workspace:*", "workspace", "workspace:*"],
  ["github:alpha-engine/alpha-engine", "git", "github:alpha-engine/alpha-engine"],
  ["alpha-engine/alpha-engine#main", "git", "alpha-engine/alpha-engine#main"],
  ["git+ssh://git@host/a.git", "git", "git+ssh://git@host/a.git"],
  ["https://host/a.tgz", "url", "https://host/a.tgz"],
  ["file:../asl", "file", "file:../asl"],
  ["$VERSION", "variable", "$VERSION"],
])("%s is %s", (spec, kind, value) => {
  expect(classify(spec)).toEqual({ kind, value });
});
