/** @module-tag slow */
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";

import { workspaceEnvironment } from "./process/environment.ts";
import { publishablePackages, readManifest } from "./workspace/packages.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const SCOPE = "@alpha-engine/";
let copy = "";

/** The manifests, the changesets and their tool: what changesets decides by. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "changesets-"));
  for (const file of ["package.json", "pnpm-workspace.yaml", ".changeset"])
    cpSync(join(root, file), join(copy, file), { recursive: true });
  for (const group of ["packages", "apps", "examples", "tooling"]) {
    for (const name of readdirSync(join(root, group))) {
      const members = ["package.json", "CHANGELOG.md"];
      for (const file of members) cpSyncIfThere(join(root, group, name, file), join(copy, group, name), file);
    }
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, ".gitignore"), "node_modules\n");
  git("init", "--quiet", "--initial-branch=main");
  commit("all");
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));
beforeEach(() => {
  git("checkout", "--quiet", "--force", "-B", "change", "main");
  git("clean", "--quiet", "-fd");
});

function cpSyncIfThere(file: string, folder: string, name: string): void {
  try {
    const text = readFileSync(file);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  } catch {
    // tsconfig and the like have none
  }
}

function git(...args: readonly string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], { cwd: copy, stdio: "pipe" });
}

function commit(message: string): void {
  git("add", "--all");
  git("commit", "--quiet", "--no-verify", "-m", message);
}

function changeset(...args: readonly string[]): { code: number | null; said: string } {
  const bin = join(root, "node_modules", ".bin", "changeset");
  const { status, stdout, stderr } = spawnSync(bin, args, {
    cwd: copy,
    encoding: "utf8",
    env: workspaceEnvironment(root),
  });
  return { code: status, said: stdout + stderr };
}

function change(file: string): void {
  mkdirSync(join(copy, file, ".."), { recursive: true });
  appendFileSync(join(copy, file), "// changed\n");
}

test("a change of a package without a changeset is refused, with one it is accepted", () => {
  change("packages/asl/src/index.ts");
  commit("no changeset");
  const refused = changeset("status", "--since=main");
  expect(refused.code).toBe(1);
  expect(refused.said).toContain("no changesets were found");
  writeFileSync(join(copy, ".changeset", "mended.md"), `---\n"${SCOPE}asl": patch\n---\n\nMended.\n`);
  commit("changeset");
  expect(changeset("status", "--since=main")).toMatchObject({ code: 0 });
});

test.each([
  ["an application", "apps/backtester/src/index.ts"],
  ["tooling", "tooling/tsup/index.js"],
  ["documentation", "docs/versioning.md"],
  ["a test of a package", "packages/asl/src/paths/scanner.test.ts"],
  ["a benchmark of a package", "packages/asl/bench/bench.mjs"],
])("a change of %s needs no changeset", (_what, file) => {
  change(file);
  commit("change");
  expect(changeset("status", "--since=main")).toMatchObject({ code: 0 });
});

test("the pending changesets make a version and a CHANGELOG for each package that says what its user has of it", () => {
  const pending = readdirSync(join(copy, ".changeset")).filter((name) => name.endsWith(".md"));
  const before = publishablePackages(copy);
  const { code, said } = changeset("version");
  if (pending.length === 0) {
    expect(said).toContain("No unreleased changesets");
    return;
  }
  expect(code, said).toBe(0);
  for (const { folder, manifest } of publishablePackages(copy)) {
    const changelog = readFileSync(join(folder, "CHANGELOG.md"), "utf8");
    expect(changelog.startsWith(`# ${manifest.name}\n`), manifest.name).toBe(true);
    const old = before.find(({ manifest: { name } }) => name === manifest.name)?.manifest.version;
    if (manifest.version !== old)
      expect(changelog.split("\n## ")[1], manifest.name).toMatch(new RegExp(`^${manifest.version}\n`));
  }
});

test("applications and tooling are private, packages are public and pin each other exactly", () => {
  const groups = ["packages", "apps", "examples", "tooling"].flatMap((group) =>
    readdirSync(join(copy, group)).map((name) => ({ group, manifest: readManifest(join(copy, group, name)) })),
  );
  for (const { group, manifest } of groups) expect(manifest.private === true, manifest.name).toBe(group !== "packages");
  for (const { manifest } of publishablePackages(root)) {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      if (name.startsWith(SCOPE)) expect(range, `${manifest.name} uses ${name}`).toBe("workspace:*");
    }
  }
});

test("the workspace waits with new releases, lists what may run at install, and takes nothing from exotic places", () => {
  const workspace = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) as Readonly<Record<string, unknown>>;
  expect(workspace).toMatchObject({ blockExoticSubdeps: true, strictDepBuilds: true, catalogMode: "strict" });
  expect(workspace.minimumReleaseAge).toBeGreaterThanOrEqual(1440);
  expect(Object.keys(workspace.allowBuilds as object).sort()).toEqual(["classic-level", "esbuild", "node", "pnpm"]);
  const lock = readFileSync(join(root, "pnpm-lock.yaml"), "utf8");
  expect(lock.match(/^ {4}resolution: \{(?!integrity:)[^}]*\}/gm) ?? []).toEqual([]);
});
