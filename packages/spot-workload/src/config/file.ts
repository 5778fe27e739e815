import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

import { SpotWorkloadError } from "../errors.ts";

/** A config file, read: its value, and on which line a path of it stands. */
export interface ConfigFile {
  readonly path: string;
  readonly value: unknown;
  /** `config.yaml:3`, or `config.yaml` where nothing of that path stands in it. */
  readonly where: (path: readonly PropertyKey[]) => string;
}

/** JSON is read as the YAML that it is. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new SpotWorkloadError("CONFIG_INVALID", `cannot read the config: ${error.message}`, { cause: error });
  });
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const told = document.errors.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`);
    throw new SpotWorkloadError("CONFIG_INVALID", `the config ${path} is neither JSON nor YAML: ${told.join("; ")}`);
  }
  const where = (at: readonly PropertyKey[]): string => {
    const offset = offsetOf(document, at);
    return offset === undefined ? basename(path) : `${basename(path)}:${lines.linePos(offset).line}`;
  };
  return { path, value: document.toJS() as unknown, where };
}

/** Where the last key or item of a path begins. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      offset = isScalar(pair.key) ? pair.key.range?.[0] : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      offset = (item as { readonly range?: readonly number[] } | undefined)?.range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}
