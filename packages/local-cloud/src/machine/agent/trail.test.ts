import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { argvOf, TRAIL, TRAIL_HOOK, trailHook } from "./trail.ts";

let folder: string;
let PATH: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "watched-"));
  // As on Amazon Linux, where sh is bash.
  symlinkSync("/bin/bash", join(folder, "sh"));
  PATH = `${folder}:/usr/bin:/bin`;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function outcomes(script: string) {
  const path = join(folder, "_script.sh");
  rmSync(join(folder, "exits"), { force: true });
  rmSync(join(folder, TRAIL), { force: true });
  writeFileSync(path, `${script}\n`);
  chmodSync(path, 0o700);
  const BASH_ENV = join(folder, TRAIL_HOOK);
  writeFileSync(BASH_ENV, trailHook(folder, script));
  const ran = ([program = "", ...words]: readonly string[], env: NodeJS.ProcessEnv) => {
    const how = { env: { PATH, ...env }, cwd: folder, encoding: "utf8" } as const;
    const { status, signal, stdout, stderr } = spawnSync(program, words, how);
    return { status, signal, stdout, stderr };
  };
  return { watched: ran(argvOf(path, script, "bash"), { BASH_ENV }), alone: ran(["sh", "-c", path], {}) };
}

test.each([
  ["its exit code", "false | true; exit 7"],
  ["the exit code of its last command", "true\n(exit 9)"],
  [
    "$?, PIPESTATUS and $_",
    '(exit 3) | (exit 4)\necho "$? ${PIPESTATUS[*]}"\n(exit 3) | true\necho "${PIPESTATUS[*]}"\necho a b\necho "$_"',
  ],
  ["set -e", "set -euo pipefail\nfalse | tee log\necho not here"],
  ["what set -x shows", "set -x\nfalse\necho $?\n! true"],
  ["lines in errors", "\n\nnot-a-program\n: ${nothing:?}"],
  ["its own traps", "trap 'echo \"left with $?\"' EXIT\ntrap 'echo err' ERR\nfalse\nexit 5"],
  [
    "functions, subshells and loops",
    "f() { false; echo $?; }\nf\n(false; echo $?)\nfor i in 1 2; do false; echo $i; done",
  ],
  ["the end by a signal", "kill -TERM $$\nsleep 1"],
  ["exec", "exec sh -c 'exit 6'"],
  ["posix mode, options and name", "set -o | grep -v '^hashall'\necho \"$0 $- $#\""],
  ["a quoting that bash refuses", "echo 'open"],
  ["IFS", "IFS=,\nfalse | true\na=1,2\necho $a"],
  ["#!/bin/bash", "#!/bin/bash\nset -o | grep posix\nfalse | cat\necho $?"],
  ["#!/bin/sh", "#!/bin/sh\nfalse | cat\necho $?"],
])("a script that is watched keeps %s", (_, script) => {
  const { watched, alone } = outcomes(script);
  expect(watched).toEqual(alone);
});

test("what was not heeded stands in `exits`, what failed in the trail, and what no bash reads is left alone", () => {
  outcomes("(exit 3) | cat\nsh -c 'exit 4'\ntrue");
  expect(readFileSync(join(folder, "exits"), "utf8")).toBe(
    "pipe\t1\t3 0\tcat\tsh -c 'exit 4'\0command\t2\t4\tsh -c 'exit 4'\ttrue\0",
  );
  expect(readFileSync(join(folder, TRAIL), "utf8")).toMatch(/^4\t\d+\t2\t4\t\S*_script.sh\tsh -c 'exit 4'\n$/);
  for (const [script, sh] of [
    ["#!/usr/bin/env python3", "bash"],
    ["#!/bin/bash", "bash"],
    ["echo", "dash"],
  ] as const)
    expect(argvOf("/x/_script.sh", script, sh)).toEqual(["sh", "-c", "/x/_script.sh"]);
});
