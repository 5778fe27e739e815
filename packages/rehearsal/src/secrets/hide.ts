import { lstatSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

import type { SecretHider } from "@alpha-engine/log-capture";

/** The same, without what is to be hidden in any of its texts. */
export function hideIn<Value>(value: Value, hider: SecretHider): Value {
  if (typeof value === "string") return hider.text(value) as Value;
  if (Array.isArray(value)) return value.map((each: unknown) => hideIn(each, hider)) as Value;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, hideIn(each as unknown, hider)])) as Value;
}

/** Hides in all files of a folder; the answer is those that could not be looked at. */
export function hideInFolder(folder: string, hider: SecretHider): readonly string[] {
  const left: string[] = [];
  const visit = (path: string): void => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) for (const name of namesIn(path)) visit(join(path, name));
    if (stat?.isFile() !== true) return;
    try {
      hider.file(path);
    } catch {
      left.push(relative(folder, path));
    }
  };
  visit(folder);
  return left;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
