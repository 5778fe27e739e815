import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { type Host, hostOf } from "../host.ts";
import { plain } from "../noted.ts";
import { checkoutsNoted } from "./checkouts.ts";
import { newExpected } from "./expected.ts";
import { expectedBy } from "./scripts.ts";

const NOWHERE: Host = { hasProgram: () => true, hasFile: () => false, repository: () => undefined };

function expectedOf(scripts: readonly string[], host: Host = NOWHERE) {
  const expected = newExpected();
  for (const [index, script] of scripts.entries()) expectedBy(script, `S${index}`, expected, host);
  const { checkouts, repositories, files, madeUp } = checkoutsNoted(expected, host.repository);
  return {
    checkouts: (checkouts === undefined ? {} : plain(checkouts)) as Record<string, Record<string, unknown>>,
    repositories: repositories === undefined ? {} : (plain(repositories) as Record<string, unknown>),
    files: Object.fromEntries(files.map(([path, { of }]) => [path, of.owner])),
    madeUp,
  };
}

test.each([
  ["git in the folder that was entered", "cd /opt/app && git pull", "root"],
  ["git -C", "git -C /opt/app fetch origin main && git -C /opt/app reset --hard origin/main", "root"],
  ["as another user", "sudo -u deploy git -C /opt/app pull --ff-only origin main", "deploy"],
  ["as another user, options in one word", "sudo -Hu deploy git -C /opt/app pull", "deploy"],
  ["in the login shell of another user", "su - deploy -c 'cd /opt/app && git pull'", "deploy"],
  ["in a shell of another user", "sudo -u deploy bash -c 'cd /opt/app; git fetch --all'", "deploy"],
  ["in a shell that is given its script", "sudo -iu deploy bash <<'EOF'\ncd /opt/app\ngit pull\nEOF", "deploy"],
  ["of whoever it is given to", "chown -R deploy:deploy /opt/app; cd /opt/app; git pull", "deploy"],
])("a folder that git brings up to date is a checkout: %s", (_, script, owner) => {
  const { checkouts, madeUp } = expectedOf([`set -e\n${script}\n`]);
  expect(checkouts).toEqual({
    "/opt/app": { from: {}, url: "https://git.example.com/app", branch: "main", owner },
  });
  expect(madeUp).toEqual(["/opt/app"]);
});

test("a folder in a home that git is told to trust is whose home it is", () => {
  const trusts = "git config --global --add safe.directory /home/deploy/app\n";
  expect(expectedOf([`${trusts}cd /home/deploy/app && git pull`]).checkouts["/home/deploy/app"]).toMatchObject({
    owner: "deploy",
  });
  expect(expectedOf(["cd /home/deploy/app && git pull"]).checkouts["/home/deploy/app"]).toMatchObject({
    owner: "root",
  });
});

test("who pulls as somebody else in one step says whose it is in all", () => {
  const { checkouts } = expectedOf([
    "cd /opt/app && git pull",
    "cd /opt/app && sudo -u deploy git pull origin release/2",
  ]);
  expect(checkouts["/opt/app"]).toMatchObject({ owner: "deploy", branch: "release/2" });
});

test("what scripts read of a checkout is in its repository; what git leaves alone lies in it", () => {
  const { checkouts, files } = expectedOf([
    [
      "git -C /opt/app pull",
      "chown -R deploy /opt/app",
      "cd /opt/app && source .venv/bin/activate && source .env && source conf/prod.sh",
      "./bin/run.sh --fast && cat data.csv && python -m app.main >out/log.txt",
    ].join("\n"),
  ]);
  expect(Object.keys(checkouts["/opt/app"]?.["from"] as object).toSorted()).toEqual([
    "bin/run.sh",
    "conf/prod.sh",
    "data.csv",
    "out/.keep",
  ]);
  expect(files).toMatchObject({ "/opt/app/.venv/bin/activate": "deploy", "/opt/app/.env": "deploy" });
});

test("a repository that a script clones is there under its URL, without who asks", () => {
  const clone = (url: string) => expectedOf([`git clone -b dev ${url} /srv/app\ncd /srv/app\n./run.sh\ngit pull`]);
  for (const url of ["https://git.example.com/org/app.git", "https://bot:$TOKEN@git.example.com/org/app.git"])
    expect(clone(url)).toMatchObject({
      checkouts: {},
      repositories: { "https://git.example.com/org/app.git": { "run.sh": { mode: "0755" } } },
    });
  expect(clone("$REPO")).toMatchObject({ checkouts: {}, repositories: {}, files: {} });
});

test("what this machine has is not made up", () => {
  const host: Host = { ...NOWHERE, hasFile: (path) => path === "/etc/os-release" };
  expect(expectedOf(["source /etc/os-release; source /etc/app.conf; cd /data/in"], host).files).toEqual({
    "/etc/app.conf": undefined,
    "/data/in/.keep": undefined,
  });
});

test("the repository that the definition lies in is the one that is checked out, and its scripts are read", () => {
  const folder = mkdtempSync(join(tmpdir(), "init-repository-"));
  try {
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write("app/run.sh", "#!/bin/bash\nsource /etc/app.conf\ngit -C /opt/lib pull\n");
    const git = (...words: readonly string[]) => execFileSync("git", ["-C", join(folder, "app"), ...words]);
    git("init", "--quiet");
    git("add", ".");
    git("remote", "add", "origin", "https://bot:secret@git.example.com/org/app");
    write("app/pipelines/.keep", "");
    write("app/not-added.sh", "");
    write("lib/x.sh", "");

    const host = { ...hostOf(join(folder, "app/pipelines")), hasFile: () => false };
    const { checkouts, files, madeUp } = expectedOf(
      ["cd /opt/app && sudo -u deploy git pull && bash run.sh && bash not-added.sh"],
      host,
    );
    expect(checkouts["/opt/app"]).toEqual({ from: "..", url: "https://git.example.com/org/app", owner: "deploy" });
    expect(Object.keys(files)).toEqual(["/etc/app.conf", "/opt/app/not-added.sh"]);
    // A folder beside it that is no repository is somebody else's.
    expect(checkouts["/opt/lib"]).toMatchObject({ from: {} });
    expect(madeUp).toEqual(["/opt/lib"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a program that a variable names with its first words is that program", () => {
  const { files } = expectedOf([
    'KEY=/home/ec2-user/key.pem\nSSH="ssh -i $KEY -o LogLevel=ERROR"\ncd /opt/app\n$SSH "ec2-user@$IP" true\n',
  ]);
  expect(Object.keys(files)).toEqual(["/opt/app/.keep"]);
});
