import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FILES = /\.(?:jsonc?|asl|ya?ml|tf)$/;

/** The files below a folder that seem to hold definitions; one that is there twice counts once. */
export function filesIn(folder) {
  const seen = new Set();
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && FILES.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted()
    .filter((file) => {
      const text = readFileSync(file, "utf8");
      if (!/\bStartAt\b/.test(text) || seen.has(text)) return false;
      seen.add(text);
      return true;
    });
}
