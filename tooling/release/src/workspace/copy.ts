import { existsSync } from "node:fs";
import { appendFile, cp, mkdir, readdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";

import { run, type RunOptions } from "../process/run.ts";

/**
 * The workspace as it would be committed now, with the same dependencies and nothing built, to make releases in without
 * touching the tree.
 */
export async function copyWorkspace(root: string, to: string, options: Omit<RunOptions, "cwd">): Promise<void> {
  const git = { ...options, env: { ...options.env, ...IDENTITY } };
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    ...git,
    cwd: root,
  });
  for (const file of listed.stdout.split("\0").filter((name) => name !== "" && existsSync(join(root, name)))) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await cp(join(root, file), join(to, file), { verbatimSymlinks: true });
  }
  await symlink(join(root, "node_modules"), join(to, "node_modules"));
  // See the environment of the workspace's commands: what runs without that environment is held by this.
  await appendFile(join(to, "pnpm-workspace.yaml"), "verifyDepsBeforeRun: false\n");
  for (const folder of await memberFolders(root)) {
    // The links between the members are relative: in the copy they lead to the copy.
    const modules = join(folder, "node_modules");
    if (existsSync(join(root, modules))) {
      await cp(join(root, modules), join(to, modules), { recursive: true, verbatimSymlinks: true });
    }
  }
  await run("git", ["init", "--quiet", "--initial-branch=main"], { ...git, cwd: to });
  await commitAll(to, "the workspace", options);
}

/** Changesets reads the history, so every state of the copy is a commit. */
export async function commitAll(copy: string, message: string, options: Omit<RunOptions, "cwd">): Promise<void> {
  const git = { ...options, cwd: copy, env: { ...options.env, ...IDENTITY } };
  await run("git", ["add", "--all"], git);
  await run("git", ["commit", "--quiet", "--no-verify", "--allow-empty", "--message", message], git);
}

/** Also free of the person's own hooks and signatures. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "release-check",
  GIT_AUTHOR_EMAIL: "release-check@localhost",
  GIT_COMMITTER_NAME: "release-check",
  GIT_COMMITTER_EMAIL: "release-check@localhost",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
} as const;

async function memberFolders(root: string): Promise<readonly string[]> {
  const groups = ["packages", "apps", "examples", "tooling"].filter((group) => existsSync(join(root, group)));
  const names = await Promise.all(
    groups.map(async (group) => (await readdir(join(root, group))).map((name) => join(group, name))),
  );
  return names.flat().filter((folder) => existsSync(join(root, folder, "package.json")));
}
