/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";

const available = await chooseSandbox("auto");
const kinds = available.kind === "namespaces" ? (["namespaces", "plain"] as const) : (["plain"] as const);
const URL = "https://github.com/made-up/app";
const DATA = "https://github.com/made-up/data";
const APP = "/home/ec2-user/app";
const TOOL = "/home/ec2-user/tool";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkouts-"));
  const repository = join(folder, "work tree");
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
  git("init", "--quiet", "--initial-branch=topic", repository);
  await writeFile(join(repository, "run.sh"), "echo committed\n", { mode: 0o755 });
  git("-C", repository, "add", ".");
  git("-C", repository, "commit", "--quiet", "-m", "first");
  await writeFile(join(repository, "run.sh"), "echo not committed\n");
  await mkdir(join(folder, "plain"));
  await writeFile(join(folder, "plain/data.txt"), "data\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(kinds)("a checkout on an instance of kind %s", (sandbox) => {
  let test_: TestCloud;
  let id: string;
  beforeAll(async () => {
    const checkouts = {
      [APP]: { from: join(folder, "work tree"), url: URL, branch: "main", owner: "ec2-user" },
      "/opt/data": { from: join(folder, "plain"), url: DATA },
      [TOOL]: {
        from: { "bin/run.sh": { content: "echo run\n", mode: 0o755 }, ".gitignore": { content: ".env\n" } },
        url: "https://github.com/made-up/tool",
        branch: "dev",
        owner: "ec2-user",
      },
    };
    const files = { [`${TOOL}/.env`]: { content: "echo settings\n" } };
    const repositories = { "https://github.com/made-up/lib": { "lib.txt": { content: "lib\n" } } };
    test_ = await startTestCloud({ sandbox, images: { "ami-1": { checkouts, files, repositories } } });
    id = await test_.boot();
  });
  afterAll(() => test_[Symbol.asyncDispose]());
  const said = async (...commands: readonly string[]): Promise<string> => {
    const { StandardOutputContent = "", StandardErrorContent = "" } = await test_.run(id, commands);
    return StandardOutputContent + StandardErrorContent;
  };

  test("is a clone of what is committed, with its origin as it is called on the net", async () => {
    expect(
      await said(
        `sudo -u ec2-user git -C ${APP} config remote.origin.url`,
        `sudo -u ec2-user git -C ${APP} status --short --branch; ${APP}/run.sh`,
      ),
    ).toBe(`${URL}\n## main...origin/main\ncommitted\n`);
  });

  test("is its owner's, and git refuses it to others in its own words", async ({ skip }) => {
    if (sandbox === "plain" || process.getuid?.() !== 0) skip("there is one user only");
    expect(await said(`stat -c %U ${APP} ${APP}/run.sh; cd ${APP}; git pull; echo $?`)).toMatch(
      /^ec2-user\nec2-user\n128\nfatal: detected dubious ownership in repository at '\/home\/ec2-user\/app'/,
    );
    const trusts = `git config --global --add safe.directory ${APP}`;
    expect(await said(`export HOME=/root; cd ${APP}; ${trusts}; git status; echo $?`)).toContain(
      "working tree clean\n0\n",
    );
  });

  test("follows its remote, which somebody moves on while it runs", async () => {
    const pull = `sudo -u ec2-user git -C ${APP} pull --quiet`;
    await test_.cloud.push(URL, { files: { "run.sh": "echo merged\n", "new/file": "new\n" } });
    expect(await said(`${pull}; ${APP}/run.sh; cat ${APP}/new/file`)).toBe("merged\nnew\n");
    const commit = await test_.cloud.push(URL, {
      files: { "run.sh": "echo again\n", "new/file": null },
      message: "fix",
    });
    expect(
      await said(
        `cd ${APP}; echo mine >>run.sh; ${pull} 2>/dev/null; echo $?`,
        "sudo -u ec2-user git fetch --quiet; sudo -u ec2-user git reset --quiet --hard origin/main; ./run.sh; ls",
        "sudo -u ec2-user git log -1 --format='%H %s'",
      ),
    ).toBe(`1\nagain\nrun.sh\n${commit} fix\n`);
  });

  test("of a folder without history begins with one commit", async () => {
    expect(await said("cd /opt/data 2>/dev/null && cat data.txt && git log --format=%s")).toBe(
      sandbox === "plain" ? "failed to run commands: exit status 1" : "data\nas it is\n",
    );
  });

  test("may be made up, and lies around what the image has there", async () => {
    expect(
      await said(
        `sudo -u ec2-user git -C ${TOOL} status --short --branch; ${TOOL}/bin/run.sh; . ${TOOL}/.env`,
        `sudo -u ec2-user git -C ${TOOL} pull origin dev`,
      ),
    ).toContain("## dev...origin/dev\nrun\nsettings\n");
    await test_.cloud.push("https://github.com/made-up/tool", { files: { "bin/run.sh": "echo newer\n" } });
    expect(await said(`sudo -u ec2-user git -C ${TOOL} pull --quiet; ${TOOL}/bin/run.sh`)).toBe("newer\n");
  });

  test("can be made by a script, of a repository that is made up", async () => {
    expect(
      await said("cd $(mktemp -d) && git clone --quiet https://token@github.com/made-up/lib.git && cat lib/lib.txt"),
    ).toBe("lib\n");
  });

  test("that nobody has cannot be moved on", async () => {
    await expect(test_.cloud.push("https://github.com/made-up/none", {})).rejects.toThrow(
      "No instance has had a checkout of https://github.com/made-up/none",
    );
  });
});
