import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { hostPrograms, type HostPrograms } from "./host-programs.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "host-programs-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

let made = 0;
/** A folder in the home of somebody; of each file what it says, and a link where that begins with an arrow. */
function tree(files: Readonly<Record<string, string>>): string {
  made += 1;
  const at = join(home, `case-${made}`);
  for (const [name, text] of Object.entries(files)) {
    const path = join(at, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith("-> ")) symlinkSync(text.slice(3).replace("AT", at), path);
    else writeFileSync(path, text.replaceAll("AT", at), { mode: 0o755 });
  }
  return at;
}

const found = (path: readonly string[], env: Readonly<Record<string, string>> = {}): HostPrograms =>
  hostPrograms({ env: { PATH: path.join(":"), HOME: home, ...env }, cwd: home });

const SHIM = '#!/usr/bin/env bash\nexport PYENV_ROOT="AT"\nexec "AT/libexec/pyenv" exec "$program" "$@"\n';
const PYENV = {
  "shims/aws": SHIM,
  "shims/python3.12": SHIM,
  "shims/python3": SHIM,
  version: "3.11\n",
  "versions/3.11.7/bin/python3": "-> python3.11",
  "versions/3.11.7/bin/python3.11": "an interpreter",
  "versions/3.9.2/bin/python3": "another one",
  "versions/3.9.2/bin/aws": "#!AT/versions/3.9.2/bin/python3\n",
  "versions/3.12.0/bin/python3.12": "another one",
  "versions/3.10.0/bin/python3.12": "older",
};

test("a shim of pyenv is the program of the version that is chosen, or of the newest that has it; all versions are shown", () => {
  const at = tree(PYENV);
  const { aws, pythons, needs } = found([`${at}/shims`]);
  expect(aws).toEqual({ path: `${at}/versions/3.9.2/bin/aws` });
  expect(pythons).toEqual({
    python3: { path: `${at}/versions/3.11.7/bin/python3` },
    "python3.12": { path: `${at}/versions/3.12.0/bin/python3.12` },
  });
  expect(needs).toEqual([`${at}/versions`]);
  expect(found([`${at}/shims`], { PYENV_VERSION: "3.9.2" }).pythons["python3"]?.path).toBe(
    `${at}/versions/3.9.2/bin/python3`,
  );
});

test("where pyenv leaves it to the next on the PATH, that one is it", () => {
  const at = tree({ ...PYENV, version: "system\n", "bin/aws": "a program" });
  expect(found([`${at}/shims`, `${at}/bin`])).toMatchObject({
    aws: { path: `${at}/bin/aws` },
    needs: [`${at}/bin/aws`, `${at}/versions`],
  });
});

test("other managers of versions are asked which one it is", () => {
  const at = tree({
    "bin/asdf": `#!/bin/sh\n[ "$1 $2" = "which aws" ] && echo AT/installs/aws\n`,
    "installs/aws": "a program",
    "shims/aws": '#!/usr/bin/env bash\n# asdf-plugin: awscli 2\nexec asdf exec "aws" "$@"\n',
    "elsewhere/mise": `#!/bin/sh\necho AT/installs/python3.14\n`,
    "shims/python3.14": "-> AT/elsewhere/mise",
    "installs/python3.14": "an interpreter",
  });
  const { aws, pythons } = found([`${at}/shims`, `${at}/bin`, "/usr/bin", "/bin"]);
  expect([aws?.path, pythons["python3.14"]?.path]).toEqual([`${at}/installs/aws`, `${at}/installs/python3.14`]);
});

test("an environment needs itself and the Python that it was made of, by each name of them", () => {
  const at = tree({
    "venv/pyvenv.cfg": "home = AT/python/current/bin\n",
    "venv/bin/python": "-> AT/python/current/bin/python3.12",
    "venv/bin/aws": "#!AT/venv/bin/python\n",
    "python/3.12.7/bin/python3.12": "an interpreter",
    "python/current": "-> 3.12.7",
  });
  expect(found([`${at}/venv/bin`]).needs).toEqual(
    [`${at}/venv`, `${at}/python/current`, `${at}/python/3.12.7`].toSorted(),
  );
});

test("what was installed for one person by this machine's Python is found by everybody", () => {
  const at = tree({
    ".local/bin/aws": "#!/usr/bin/python3\n",
    ".local/lib/python3.1/site-packages/awscli/__init__.py": "",
    ".local/share/keys": "not shown",
  });
  const modules = `${at}/.local/lib/python3.1/site-packages`;
  expect(found([`${at}/.local/bin`])).toEqual({
    aws: { path: `${at}/.local/bin/aws`, modules },
    pythons: {},
    needs: [`${at}/.local/bin/aws`, modules],
  });
});

test("version 2 needs the folder in which its libraries lie, whose links lead there", () => {
  const at = tree({
    "bin/aws": "-> AT/aws-cli/v2/current/bin/aws",
    "aws-cli/v2/current": "-> 2.30.1",
    "aws-cli/v2/2.30.1/bin/aws": "-> ../dist/aws",
    "aws-cli/v2/2.30.1/dist/aws": "a program",
  });
  expect(found([`${at}/bin`]).needs).toEqual([
    `${at}/aws-cli/v2/2.30.1/dist`,
    `${at}/aws-cli/v2/current/bin/aws`,
    `${at}/aws-cli/v2/current/dist/aws`,
    `${at}/bin/aws`,
  ]);
});

test("a path that is too long for the kernel, and one by env, lead to the interpreter", () => {
  const at = tree({
    "venv/pyvenv.cfg": "home = /usr/bin\n",
    "venv/bin/python3": "-> /usr/bin/python3",
    "venv/bin/aws": "#!/bin/sh\n'''exec' \"AT/venv/bin/python3\" \"$0\" \"$@\"\n' '''\n",
    "other/aws": "#!/usr/bin/env python3\n",
  });
  expect(found([`${at}/venv/bin`]).needs).toEqual([`${at}/venv`]);
  expect(found([`${at}/other`, `${at}/venv/bin`]).needs).toEqual([`${at}/other/aws`, `${at}/venv`]);
});

test("what /usr has every instance sees, and nobody's whole home is shown", () => {
  expect(found(["/usr/local/bin", "/usr/bin", "/bin"]).needs).toEqual([]);
  const at = tree({ "bin/python3": "an interpreter", "lib/python3/os.py": "" });
  expect(hostPrograms({ env: { PATH: `${at}/bin`, HOME: at }, cwd: "/" }).needs).toEqual([]);
});

test("where there is none, nothing is", () => {
  expect(found([])).toEqual({ pythons: {}, needs: [] });
  expect(found(["bin", "/no/such/folder", "/etc/hostname"])).toEqual({ pythons: {}, needs: [] });
});
