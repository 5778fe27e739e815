import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { checkTypes } from "./check-types.ts";
import type { Example } from "./find-examples.ts";
import type { Place } from "./place.ts";
import { run } from "./run.ts";

/** One command of an example, or all of a TypeScript one, with what it should print and what it printed. */
export interface Part {
  readonly command: string;
  readonly written: string;
  readonly printed: string;
}

/** Runs an example in its folder; what is compared with what is the caller's. */
export async function runExample(example: Example, place: Place): Promise<readonly Part[]> {
  writeFiles(example, place.folder);
  return example.kind === "console" ? runConsole(example.text, place) : [await runTypeScript(example, place)];
}

/** What must be there before an example, and a TypeScript one itself as `example.mts`. */
export function writeFiles(example: Example, folder: string): void {
  const own: Record<string, string> = example.kind === "ts" ? { "example.mts": example.text } : {};
  for (const [path, content] of Object.entries({ ...example.files, ...own })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** All commands in one bash, so that `$?`, variables and the folder carry over as they would for the reader. */
async function runConsole(text: string, { folder, env }: Place): Promise<readonly Part[]> {
  const commands = commandsOf(text);
  const mark = "=== example ===";
  const script = commands.map(({ command }) => `{ code=$?; echo '${mark}'; (exit "$code"); }\n${command}\n`).join("");
  const { printed } = await run("bash", ["-c", `exec 2>&1\n${script}`], folder, env);
  const outputs = printed.split(`${mark}\n`).slice(1);
  return commands.map(({ command, written }, index) => ({ command, written, printed: outputs[index] ?? "" }));
}

/** `$ ` begins a command, which goes on over lines that end with a backslash; the rest is what is printed. */
function commandsOf(text: string): readonly { readonly command: string; readonly written: string }[] {
  const commands: { command: string; written: string }[] = [];
  let goesOn = false;
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const last = commands.at(-1);
    if (line.startsWith("$ ")) commands.push({ command: line.slice(2), written: "" });
    else if (goesOn && last !== undefined) last.command += `\n${line}`;
    else if (last !== undefined) last.written += `${line}\n`;
    goesOn = line.endsWith("\\") && (goesOn || line.startsWith("$ "));
  }
  return commands;
}

async function runTypeScript(example: Example, place: Place): Promise<Part> {
  const problems = (await checkTypes(["example.mts"], place)).get("example.mts") ?? [];
  const wrong = problems.map(({ line, message }) => `line ${example.line + line}: ${message}\n`).join("");
  if (wrong !== "") return typeScriptPart(example, { printed: wrong, failed: true });
  const { printed, code } = await run(process.execPath, ["example.mts"], place.folder, place.env);
  return typeScriptPart(example, {
    printed: code === 0 ? printed : `${printed}\nended with ${code}\n`,
    failed: code !== 0,
  });
}

/** Where no output is written anything may be printed, but it must not fail. */
export function typeScriptPart(
  { output }: Example,
  { printed, failed }: { readonly printed: string; readonly failed: boolean },
): Part {
  return { command: "node example.mts", written: output ?? (failed ? "" : printed), printed };
}
