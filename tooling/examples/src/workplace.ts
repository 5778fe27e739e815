import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { startCloud } from "./cloud.ts";
import type { Example } from "./find-examples.ts";
import { matches } from "./matches.ts";
import { type Part, runExample } from "./run-example.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs an example where every command and every package of the workspace is at hand; says what is not as written. */
export async function tryExample(example: Example): Promise<readonly Part[]> {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  const work = join(folder, "work");
  mkdirSync(work);
  mkdirSync(join(folder, "bin"));
  symlinkSync(fileURLToPath(new URL("../node_modules", import.meta.url)), join(folder, "node_modules"));
  for (const [command, file] of commandsOfTheWorkspace()) symlinkSync(file, join(folder, "bin", command));
  const path = [join(folder, "bin"), dirname(process.execPath), join(root, "node_modules", ".bin"), process.env.PATH];
  const env = { ...process.env, PATH: path.join(delimiter), NO_COLOR: "1", TMPDIR: folder };
  const cloud = example.cloud ? await startCloud(work, env) : undefined;
  try {
    const parts = await runExample(example, { folder: work, env: { ...env, ...cloud?.environment } });
    return parts.filter(({ printed, written }) => !matches(printed, written, [hostname()]));
  } finally {
    await cloud?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function commandsOfTheWorkspace(): readonly (readonly [string, string])[] {
  return ["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((name) => {
      const folder = join(root, group, name);
      const { bin = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
        bin?: Record<string, string>;
      };
      return Object.entries(bin).map(([command, file]) => [command, join(folder, file)] as const);
    }),
  );
}
