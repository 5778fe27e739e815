import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import { startCloud } from "./cloud.ts";
import type { Example } from "./find-examples.ts";
import { matches } from "./matches.ts";
import { type Part, type Place, runExample } from "./run-example.ts";
import { linkWorkspace, ROOT } from "./workspace.ts";

export interface Workplace extends Place {
  readonly remove: () => void;
}

/** A folder with all packages of the house at hand, and the environment with all their commands. */
export function openWorkplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  linkWorkspace(folder);
  const path = [join(folder, "bin"), dirname(process.execPath), join(ROOT, "node_modules", ".bin"), process.env.PATH];
  const env = { ...process.env, PATH: path.join(delimiter), NO_COLOR: "1", TMPDIR: folder };
  return { folder, env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Runs an example where every command and every package of the workspace is at hand; says what is not as written. */
export async function tryExample(example: Example): Promise<readonly Part[]> {
  const { folder, env, remove } = openWorkplace();
  const work = join(folder, "work");
  mkdirSync(work);
  const cloud = example.cloud ? await startCloud(work, env) : undefined;
  try {
    return differing(await runExample(example, { folder: work, env: { ...env, ...cloud?.environment } }));
  } finally {
    await cloud?.stop();
    remove();
  }
}

export function differing(parts: readonly Part[]): readonly Part[] {
  return parts.filter(({ printed, written }) => !matches(printed, written, [hostname()]));
}
