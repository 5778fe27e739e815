import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "../..");

/** Who looks at this machine itself, and at nothing that an instance has; all others go through `ownFiles`. */
const LOOKS_AT_THIS_MACHINE: Readonly<Record<string, string>> = {
  "machine/agent/captured-output.ts": "writes to what is open",
  "machine/agent/script-pipes.ts": "a temporary folder in which no instance is",
  "machine/agent/upload-output.ts": "reads what is open",
  "machine/examine/examine.ts": "/proc/sys",
  "machine/host-programs/behind-shims.ts": "this machine's programs",
  "machine/host-programs/needs.ts": "this machine's programs",
  "machine/layers/depends-on.ts": "this machine's packages, and the folders that an image names",
  "machine/layers/layer-store.ts": "the names of layers",
  "machine/layers/prepare.ts": "removes a layer that has not become one",
  "machine/machine.ts": "makes the instance's folder itself",
  "machine/network/program-behind.ts": "/proc",
  "machine/sandbox/choose-sandbox.ts": "a temporary folder",
  "machine/sandbox/make-way.ts": "this machine's programs",
  "machine/sandbox/mount-table.ts": "what this machine has in /dev and /",
  "machine/sandbox/namespaces.ts": "/proc",
  "machine/sandbox/plain.ts": "/proc, and what is this machine's in a shared root",
  "machine/sandbox/private-files.ts": "what is private on this machine, and a layer that no instance writes to",
  "machine/sandbox/stand-ins/aws.ts": "this machine's programs",
  "machine/sandbox/stand-ins/write-stand-ins.ts": "this machine's programs",
  "machine/sandbox/stand-ins/shell.ts": "this machine's shells",
  "machine/sandbox/users.ts": "this machine's /etc",
  "machine/units/service-runner.ts": "closes what is open",
  "machine/user-data.ts": "closes what is open",
  "machine/remote/open-streams.ts": "closes what is open",
  "machine/remote/remote.ts": "writes to what is open",
};

test("nothing but ownFiles opens, writes or removes what lies in an instance's folder", () => {
  const found = ["machine", "services/ec2", "services/ssm"].flatMap((folder) =>
    readdirSync(join(SOURCE, folder), { recursive: true, encoding: "utf8" })
      .map((name) => join(folder, name))
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .filter((name) => /from "node:fs(?:\/promises)?"/.test(readFileSync(join(SOURCE, name), "utf8"))),
  );
  const outside = found.filter((name) => !name.startsWith("machine/own-files/"));
  expect(outside.toSorted()).toEqual(Object.keys(LOOKS_AT_THIS_MACHINE).toSorted());
});

test("and nobody puts together a path of an instance's folder but for people", () => {
  const found = readdirSync(join(SOURCE, "machine"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("own-files/"))
    .filter((name) => /join\((?:[\w.]+\.)?folder\b/.test(readFileSync(join(SOURCE, "machine", name), "utf8")));
  // Of these the folder is no instance's: an image's checkout, the cache, /tmp; a plain sandbox spells paths for its programs.
  expect(found.toSorted()).toEqual([
    "agent/script-pipes.ts",
    "host-programs/behind-shims.ts",
    "layers/depends-on.ts",
    "layers/layer-store.ts",
    "sandbox/choose-sandbox.ts",
    "sandbox/plain.ts",
  ]);
});
