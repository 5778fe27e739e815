/** @module-tag slow */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { PinsReport } from "../check-pins.ts";

const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pins-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function pins(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [BIN, ...args], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

const VERSIONS = { "@alpha-engine/asl": ["1.0.0", "1.1.0", "2.0.0"], "@alpha-engine/log-capture": ["0.1.0"] };

test("who is behind and who floats is said with what they would get, and floating ends with 1", async () => {
  write({
    "versions.json": VERSIONS,
    "app/package.json": {
      dependencies: { "@alpha-engine/asl": "^1.0.0", "@alpha-engine/log-capture": "0.1.0", other: "*" },
      peerDependencies: { "@alpha-engine/asl": ">=1" },
    },
    "app/node_modules/x/package.json": { dependencies: { "@alpha-engine/asl": "*" } },
    "infra/bootstrap.sh": "npm i -g @alpha-engine/asl@1.1.0\nnpx @alpha-engine/log-capture run\n",
  });
  const { code, stdout, stderr } = await pins(["app", "infra", "--versions", "versions.json"]);
  expect(stdout).toBe(
    [
      "app/package.json",
      "  3  @alpha-engine/asl          ^1.0.0  floats: a range; would get 1.1.0 now, newest 2.0.0",
      "  4  @alpha-engine/log-capture  0.1.0   current",
      "infra/bootstrap.sh",
      "  1  @alpha-engine/asl          1.1.0         behind, newest 2.0.0",
      "  2  @alpha-engine/log-capture  (no version)  floats: no version; would get 0.1.0 now, newest 0.1.0",
      "",
      "1 current, 1 behind, 2 floats",
      "",
    ].join("\n"),
  );
  expect([code, stderr]).toEqual([
    1,
    "pins: not every consumer pins exactly; next: npm install --save-exact <package>@<version>\n",
  ]);
});

test("exact pins end with 0, behind or not; a pin to what is not published ends with 1", async () => {
  write({ "versions.json": VERSIONS, "package.json": { devDependencies: { "@alpha-engine/asl": "1.0.0" } } });
  expect(await pins(["package.json", "--versions", "versions.json"])).toMatchObject({ code: 0, stderr: "" });
  write({ "package.json": { devDependencies: { "@alpha-engine/asl": "1.0.1" } } });
  const { code, stdout } = await pins(["package.json", "--versions", "versions.json"]);
  expect([code, stdout]).toEqual([1, expect.stringContaining("missing: not published, newest 2.0.0") as unknown]);
});

test("scripts, overrides, aliases and catalogs of a package.json are read", async () => {
  write({
    "versions.json": VERSIONS,
    "pnpm-workspace.yaml": 'catalog: { "@alpha-engine/log-capture": 0.1.0 }\n',
    "app/package.json": {
      scripts: { boot: "npx @alpha-engine/asl@latest run" },
      dependencies: { machine: "npm:@alpha-engine/asl@2.0.0", "@alpha-engine/log-capture": "catalog:" },
      overrides: { other: { "@alpha-engine/asl": "1.x" } },
    },
  });
  const { stdout } = await pins(["app", "--versions", "versions.json", "--json"]);
  const { consumers } = JSON.parse(stdout) as PinsReport;
  expect(consumers[0]?.uses.map(({ name, spec, status, gets }) => [name, spec, status, gets])).toEqual([
    ["@alpha-engine/asl", "npm:@alpha-engine/asl@2.0.0", "current", "2.0.0"],
    ["@alpha-engine/log-capture", "0.1.0", "current", "0.1.0"],
    ["@alpha-engine/asl", "1.x", "floats", "1.1.0"],
    ["@alpha-engine/asl", "latest", "floats", "2.0.0"],
  ]);
});

test("the commands of a state machine's JSON are scripts", async () => {
  write({
    "versions.json": VERSIONS,
    "saturday.json": { States: { A: { Parameters: { commands: ["set -e", "npx @alpha-engine/asl@^1 run"] } } } },
  });
  const { stdout, code } = await pins(["saturday.json", "--versions", "versions.json", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ consumers: [{ uses: [{ spec: "^1", status: "floats", line: 7 }] }] });
  expect(code).toBe(1);
});

test("what the versions file does not know is said to be unknown, and pinned is still pinned", async () => {
  write({ "versions.json": {}, "package.json": { dependencies: { "@alpha-engine/asl": "1.0.0" } } });
  const { code, stdout } = await pins(["package.json", "--versions", "versions.json"]);
  expect(code).toBe(0);
  expect(stdout).toContain("pinned; newest not known: versions.json does not have it");
});

test.each([
  ["a path that is not there", ["nothing-here"], "nothing-here"],
  ["a folder without manifests", ["empty"], "holds neither a package.json nor a bootstrap script"],
  ["a manifest that is no JSON", ["bad/package.json"], "is not JSON"],
  ["a manifest that is a list", ["list/package.json"], "expected an object"],
  ["a versions file that is none", ["good", "--versions", "bad/package.json"], "cannot read bad/package.json"],
  [
    "a versions file with nonsense",
    ["good", "--versions", "nonsense.json"],
    '"@alpha-engine/asl" has no list of versions',
  ],
  ["an unknown option", ["good", "--verisons", "x"], "--versions"],
  ["no path", [], "missing required argument 'paths'"],
])("%s is refused on one line with 2", async (_what, args, words) => {
  write({
    "bad/package.json": "{",
    "list/package.json": "[]",
    "good/package.json": {},
    "nonsense.json": { "@alpha-engine/asl": ["one"] },
    "empty/readme.txt": "",
  });
  const { code, stdout, stderr } = await pins(args);
  expect([code, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
  expect(stderr).toContain(words);
});

test("the registry that npm is set up for is asked; one that does not answer leaves the newest unknown", async () => {
  const server: Server = createServer((request, response) => {
    const known = request.url?.includes("asl") === true;
    response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
    const versions = {
      "1.0.0": { name: "@alpha-engine/asl", version: "1.0.0" },
      "1.0.1": { name: "@alpha-engine/asl", version: "1.0.1" },
    };
    response.end(
      JSON.stringify(known ? { name: "@alpha-engine/asl", "dist-tags": { latest: "1.0.1" }, versions } : {}),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const env = { npm_config_cache: join(folder, "cache"), npm_config_fetch_retries: "0" };
  write({
    ".npmrc": `@alpha-engine:registry=${url}\n`,
    "package.json": { dependencies: { "@alpha-engine/asl": "1.0.0", "@alpha-engine/nobody": "1.0.0" } },
  });
  const asked = await pins(["package.json"], env);
  expect(asked.stdout).toContain("behind, newest 1.0.1");
  expect(asked.stdout).toContain("pinned; newest not known: the registry does not have it");
  expect(asked.code).toBe(0);
  await new Promise((resolve) => server.close(resolve));
  const silent = await pins(["package.json"], { ...env, npm_config_cache: join(folder, "another-cache") });
  expect(silent.stdout).toContain("newest not known: the registry did not answer");
  expect(silent.code).toBe(0);
});
