import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Example } from "./find-examples.ts";

export interface Place {
  /** An empty folder. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** One command of an example, or all of a TypeScript one, with what it should print and what it printed. */
export interface Part {
  readonly command: string;
  readonly written: string;
  readonly printed: string;
}

/** Runs an example in its folder; what is compared with what is the caller's. */
export async function runExample(example: Example, { folder, env }: Place): Promise<readonly Part[]> {
  for (const [path, content] of Object.entries(example.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return example.kind === "console"
    ? runConsole(example.text, folder, env)
    : [await runTypeScript(example, folder, env)];
}

/** All commands in one bash, so that `$?`, variables and the folder carry over as they would for the reader. */
async function runConsole(text: string, folder: string, env: NodeJS.ProcessEnv): Promise<readonly Part[]> {
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

async function runTypeScript(example: Example, folder: string, env: NodeJS.ProcessEnv): Promise<Part> {
  const file = join(folder, "example.mts");
  await writeFile(file, example.text);
  const compiler = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--types",
    "node",
  ];
  const typed = await run("tsc", [...compiler, "--ignoreConfig", file], folder, env);
  const ran = typed.code === 0 ? await run(process.execPath, [file], folder, env) : typed;
  const printed = ran.code === 0 ? ran.printed : `${ran.printed}\nended with ${ran.code}\n`;
  const written = example.output ?? (ran.code === 0 ? printed : "");
  return { command: "node example.mts", written, printed };
}

/** stdout and stderr together, as a terminal shows them. */
async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ printed: string; code: number }> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: 60_000 });
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (printed += text));
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode) => resolve(exitCode ?? 128));
  });
  return { printed, code };
}
