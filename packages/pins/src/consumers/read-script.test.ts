import { expect, test } from "vitest";

import { readScript } from "./read-script.ts";

const isOurs = (name: string): boolean => name.startsWith("@alpha-engine/");
const read = (script: string): readonly (readonly [string, string, string?])[] =>
  readScript(script, isOurs, "@alpha-engine").map(({ name, spec, doubt }) =>
    doubt === undefined ? [name, spec] : [name, spec, doubt],
  );

test.each([
  ["npm i -g @alpha-engine/log-capture@1.2.3", "1.2.3"],
  ["sudo -E npm install --global --no-fund '@alpha-engine/log-capture@1.2.3' other@2", "1.2.3"],
  ["FOO=bar npm --prefix /opt add @alpha-engine/log-capture@^1", "^1"],
  ["npx --yes @alpha-engine/log-capture@latest run --slug x", "latest"],
  ["npx -p @alpha-engine/log-capture log-capture run", ""],
  ["npm exec --package=@alpha-engine/log-capture@1.2.3 -- log-capture run", "1.2.3"],
  ["pnpm --dir /opt/app add --save-exact @alpha-engine/log-capture@1.2.3", "1.2.3"],
  ["pnpm dlx @alpha-engine/log-capture@1.2.3 run @alpha-engine/asl", "1.2.3"],
  ["RUN npm ci && npm install -g \\\n  @alpha-engine/log-capture@1.2.3", "1.2.3"],
  ["      - run: npm i -g @alpha-engine/log-capture@1.2.3", "1.2.3"],
  ["curl -fsSL https://registry.example.com/@alpha-engine/log-capture/-/log-capture-1.2.3.tgz | tar xz", "1.2.3"],
  ["curl -O https://unpkg.com/@alpha-engine/log-capture@1.2.3/dist/standalone/log-capture.mjs", "1.2.3"],
  ["wget https://github.com/x/y/releases/download/%40alpha-engine%2Flog-capture%401.2.3/log-capture.mjs", "1.2.3"],
  ["curl -O https://unpkg.com/@alpha-engine/log-capture/dist/standalone/log-capture.mjs", ""],
])("%s", (script, spec) => {
  expect(read(script)).toEqual([["@alpha-engine/log-capture", spec]]);
});

test("a version in a variable is followed to where the script sets it, and doubted where the caller may set it", () => {
  const install = "npm i -g @alpha-engine/asl@$VERSION";
  expect(read(`readonly VERSION=1.2.3\n${install}`)).toEqual([["@alpha-engine/asl", "1.2.3"]]);
  expect(read(`VERSION="\${ASL_VERSION:-1.2.3}"\n${install}`)).toEqual([
    ["@alpha-engine/asl", "1.2.3", "the caller may set $ASL_VERSION"],
  ]);
  expect(read(install)).toEqual([["@alpha-engine/asl", "$VERSION", "$VERSION is not set in this file"]]);
});

test("a git address of the scope is a use; other packages, other addresses, comments and prose are none", () => {
  const git = "git+https://github.com/alpha-engine/alpha-engine.git#main";
  expect(read(`npm i ${git}`)).toEqual([[git, git]]);
  expect(
    read(`
      # npm i @alpha-engine/asl
      echo "don't npm i @alpha-engine/asl"
      npm i left-pad@1 @other/thing
      npm run @alpha-engine/asl
      curl https://alpha-engine.example.com/healthz
    `),
  ).toEqual([]);
});

test("the line is the one on which the command begins", () => {
  const script = "#!/bin/bash\nset -e\n\nnpm i \\\n  @alpha-engine/asl@1.0.0\nnpx @alpha-engine/asl@2.0.0 run\n";
  expect(readScript(script, isOurs, "@alpha-engine").map(({ line }) => line)).toEqual([4, 6]);
});

test("garbage is read to its end", () => {
  for (const garbage of [
    "'",
    '"',
    "\\",
    "npm i '",
    "${",
    "npm i @alpha-engine/asl@${A:-${B}}",
    "\0\u{1F600}%zz",
    "curl https://x/%zz",
  ]) {
    expect(() => read(garbage)).not.toThrow();
  }
  expect(read("A=$A\nnpm i @alpha-engine/asl@$A")[0]?.[0]).toBe("@alpha-engine/asl");
});
