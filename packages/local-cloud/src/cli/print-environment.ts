import { readEnvironment } from "./environment-file.ts";

/** `export NAME='value'` per line, for `eval`. */
export async function printEnvironment({ dir, json }: { dir: string; json?: true }): Promise<void> {
  const environment = await readEnvironment(dir);
  const lines = Object.entries(environment).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  process.stdout.write(json === true ? `${JSON.stringify(environment)}\n` : `${lines.join("\n")}\n`);
}
