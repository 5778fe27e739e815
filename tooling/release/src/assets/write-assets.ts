import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { standaloneFile } from "../tarballs/contents.ts";
import { publishablePackages } from "../workspace/packages.ts";

/**
 * Beside the tarballs, for the release's page of each package: `assets/<name>/notes.md`, the newest part of its CHANGELOG,
 * and its commands that come in one file.
 */
export async function writeAssets(root: string, to: string): Promise<void> {
  for (const { folder, manifest } of publishablePackages(root)) {
    const target = join(to, "assets", manifest.name);
    await mkdir(target, { recursive: true });
    await writeFile(
      join(target, "notes.md"),
      newestNotes(await readFile(join(folder, "CHANGELOG.md"), "utf8"), manifest.version),
    );
    for (const command of Object.keys(manifest.bin ?? {})) {
      const file = join(folder, standaloneFile(command));
      if (existsSync(file)) await copyFile(file, join(target, basename(file)));
    }
  }
}

/** What stands below `## <version>`, up to the next version. */
function newestNotes(changelog: string, version: string): string {
  const [, after] = changelog.split(`\n## ${version}\n`);
  return `${(after ?? "").split(/^## /m)[0]?.trim() ?? ""}\n`;
}
