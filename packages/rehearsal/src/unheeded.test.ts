/** @module-tag slow */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { rehearse, type Summary } from "./index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "unheeded-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const WORK = { content: "#!/bin/bash\necho working\nexit ${1:-3}\n", mode: "0755" };

/** Rehearses commands one after the other, each as a state of its own by its name here. */
async function ran(cases: Readonly<Record<string, readonly string[]>>, sh: "bash" | "dash" = "bash"): Promise<Summary> {
  const names = Object.keys(cases);
  const states = names.map((name, index) => {
    const send = {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
      Parameters: {
        DocumentName: "AWS-RunShellScript",
        "InstanceIds.$": "$.box",
        Parameters: { commands: cases[name] },
      },
      ResultPath: null,
    };
    return [name, { ...send, ...(index + 1 < names.length ? { Next: names[index + 1] } : { End: true }) }];
  });
  const { summary } = await rehearse({
    pipeline: "unheeded",
    definition: { StartAt: names[0] ?? "", States: Object.fromEntries(states) },
    boxes: { box: { imageId: "ami-box" } },
    images: { "ami-box": { sh, files: { "/opt/work": WORK } } },
    input: ({ boxIds }) => ({ box: [boxIds["box"] ?? ""] }),
    directory,
    sandbox: "plain",
  });
  return summary;
}

const unheeded = ({ problems }: Summary): readonly string[] =>
  problems.flatMap(({ kind, message }) => (kind === "unheeded-failure" ? [message] : []));
const said = (state: string, line: number, code: number, command: string): string =>
  `${state}: line ${line} failed (exit ${code}), nothing heeded it, and the script ended with 0: ${command}`;

test("a failure in a script that ends with 0 is told, with its line", async () => {
  const summary = await ran({
    Pipe: ["/opt/work | tee /tmp/log"],
    Before: ["cd /tmp", "/opt/work 2>&1 | tee -a log", "echo done"],
    Told: ["/opt/work 4", 'echo "EXIT_CODE=$?"'],
    GoesOn: ["/opt/work", "/opt/work 0"],
    Trap: ["trap 'echo end' EXIT", "set -e", "/opt/work | tee log"],
    Each: ["/opt/work 2", "/opt/work 5", "true"],
    Interpreter: ["#!/bin/bash -u", "/opt/work | tee log"],
  });
  expect(unheeded(summary).toSorted()).toEqual(
    [
      said("Pipe", 1, 3, "/opt/work | tee /tmp/log"),
      said("Before", 2, 3, "/opt/work 2>&1 | tee -a log"),
      said("Told", 1, 4, "/opt/work 4"),
      said("GoesOn", 1, 3, "/opt/work"),
      said("Trap", 3, 3, "/opt/work | tee log"),
      said("Each", 1, 2, "/opt/work 2"),
      said("Each", 2, 5, "/opt/work 5"),
      said("Interpreter", 2, 3, "/opt/work | tee log"),
    ].toSorted(),
  );
});

test("a failure that the script heeds is none", async () => {
  const cases = {
    Pipefail: ["set -eo pipefail", "/opt/work | tee log", "echo on"],
    OwnCode: ["/opt/work"],
    Or: ["/opt/work || echo on", "/opt/work | tee log || true", "true"],
    Conditions: ["if /opt/work; then :; fi", "while /opt/work; do :; done", "! /opt/work"],
    Code: ["/opt/work", "code=$?", "[ $code -eq 3 ] && exit 0"],
    PipeStatus: ["/opt/work | tee log", 'codes=("${PIPESTATUS[@]}")', "exit 0"],
    Answer: ["grep -q nothing /etc/passwd", "grep -q nothing /etc/passwd | cat", "true"],
    NotReadToTheEnd: ["yes | head -1 | tee log", "true"],
  };
  const summary = await ran(cases);
  expect(unheeded(summary)).toEqual([]);
  const failed = summary.states.filter(({ status }) => status === "FAILED").map(({ name }) => name);
  expect(failed.toSorted()).toEqual(["OwnCode", "Pipefail"]);
});

test("where sh is dash nothing is known of it", async () => {
  expect(unheeded(await ran({ Pipe: ["/opt/work | tee log"] }, "dash"))).toEqual([]);
});
