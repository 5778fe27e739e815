import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** What `bash -n` says of a script: nothing, a complaint, or that there is no bash here. */
export type BashVerdict =
  | { readonly kind: "good" }
  | { readonly kind: "bad"; readonly message: string }
  | { readonly kind: "no bash" };

/** Reads scripts from stdin, each ended by a NUL, and answers each with its complaint and its code. */
const LOOP = `while IFS= read -r -d '' script; do bash -n <<<"$script" 2>&1; printf '\\0%s\\0' "$?"; done`;

const KNOWN = new Map<string, BashVerdict>();
const MOST = 5000;

/** Runs every script through `bash -n`; one that was checked before is not checked again. */
export async function checkWithBash(
  scripts: readonly string[],
  bash = "bash",
): Promise<ReadonlyMap<string, BashVerdict>> {
  if (KNOWN.size > MOST) KNOWN.clear();
  const fresh = [...new Set(scripts)].filter((script) => !KNOWN.has(keyOf(bash, script)));
  const share = Math.ceil(fresh.length / Math.min(4, availableParallelism()));
  const parts =
    share === 0
      ? []
      : Array.from({ length: Math.ceil(fresh.length / share) }, (_, index) =>
          fresh.slice(index * share, (index + 1) * share),
        );
  const verdicts = (await Promise.all(parts.map((part) => runBash(part, bash)))).flat();
  fresh.forEach((script, index) => {
    const verdict = verdicts[index] ?? NO_BASH;
    if (verdict.kind !== "no bash") KNOWN.set(keyOf(bash, script), verdict);
  });
  return new Map(scripts.map((script) => [script, KNOWN.get(keyOf(bash, script)) ?? NO_BASH]));
}

const GOOD: BashVerdict = { kind: "good" };
const NO_BASH: BashVerdict = { kind: "no bash" };

function keyOf(bash: string, script: string): string {
  return `${bash}\0${script}`;
}

function runBash(scripts: readonly string[], bash: string): Promise<readonly BashVerdict[]> {
  return new Promise((resolve) => {
    const child = spawn(bash, ["--norc", "-c", LOOP], {
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
    });
    let output = "";
    child.on("error", () => resolve(scripts.map(() => NO_BASH)));
    child.stdin.on("error", () => {});
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("close", () => {
      const answers = output.split("\0");
      resolve(scripts.map((_, index) => verdictOf(answers[index * 2], answers[index * 2 + 1])));
    });
    // A NUL cannot be part of a script; it would end it early.
    child.stdin.end(scripts.map((script) => `${script.replaceAll("\0", "")}\0`).join(""));
  });
}

function verdictOf(complaint: string | undefined, code: string | undefined): BashVerdict {
  if (code === undefined || complaint === undefined) return NO_BASH;
  return code === "0"
    ? GOOD
    : {
        kind: "bad",
        message:
          complaint
            .trim()
            .split("\n")[0]
            ?.replace(/^bash: /, "") ?? "",
      };
}
