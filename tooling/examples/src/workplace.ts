import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

import type { Example } from "./find-examples.ts";
import type { Place } from "./place.ts";
import { playExample } from "./play-example.ts";
import type { Part } from "./run-example.ts";
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
  try {
    return await playExample(example, { folder: work, env });
  } finally {
    remove();
  }
}
