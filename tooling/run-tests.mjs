// Runs a command that runs tests, with what it prints, and lists at the very end which tests passed only when they were
// tried again, over all packages.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const [command, ...args] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "retried-tests-"));
const file = join(folder, "retried");
writeFileSync(file, "");

const bin = join(root, "node_modules", ".bin");
const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, RETRIED_TESTS_FILE: file };
const child = spawn(join(bin, command), args, { cwd: root, env, stdio: "inherit" });
// The terminal's Ctrl-C reaches both; who is alone asked to end passes it on.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.once("error", (error) => end(127, error.message));
child.once("close", (code, signal) => end(code ?? 128 + constants.signals[signal]));

function end(code, problem) {
  if (problem !== undefined) process.stderr.write(`${command}: ${problem}\n`);
  const retried = readFileSync(file, "utf8").split("\n").filter(Boolean);
  rmSync(folder, { recursive: true, force: true });
  const lines = retried.map((line) => relative(root, line)).sort();
  if (lines.length > 0)
    process.stderr.write(`\nPassed only when tried again:\n${lines.map((line) => `  ${line}\n`).join("")}`);
  if (process.env.GITHUB_ACTIONS !== undefined)
    for (const line of lines) process.stdout.write(`::warning title=Passed only when tried again::${line}\n`);
  process.exitCode = code;
}
