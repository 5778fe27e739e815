import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { parse } from "yaml";

import { PinsError } from "../errors.ts";
import { readScript } from "./read-script.ts";
import type { Use } from "./use.ts";

/** A range among the peers installs nothing: it says what fits. */
const FIELDS = ["dependencies", "devDependencies", "optionalDependencies", "overrides", "resolutions"] as const;

/** The versions that a package.json asks for, and those that its scripts run. */
export function readPackageJson(
  file: string,
  text: string,
  isOurs: (name: string) => boolean,
  scope: string,
): readonly Use[] {
  const manifest = parseObject(file, text);
  const lineOf = lineFinder(text);
  const uses: Use[] = [];
  for (const field of FIELDS) {
    for (const [key, spec] of flatSpecifiers(manifest[field])) {
      const name = /^npm:((?:@[^/]+\/)?[^@]+)/.exec(spec)?.[1] ?? key;
      if (!isOurs(name)) continue;
      uses.push({ name, line: lineOf(key, spec), ...fromCatalog(file, key, spec) });
    }
  }
  for (const [name, script] of Object.entries(asObject(manifest.scripts))) {
    if (typeof script === "string")
      uses.push(
        ...readScript(script, isOurs, scope, lineOf(name, script)).map((use) => ({
          ...use,
          line: lineOf(name, script),
        })),
      );
  }
  return uses;
}

function parseObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PinsError("BAD_MANIFEST", `${file} is not JSON: ${(error as Error).message}`, {
      hint: "mend the file",
      cause: error,
    });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new PinsError("BAD_MANIFEST", `${file} is not a package.json: expected an object`, { hint: "mend the file" });
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Overrides nest: `{"a": {"b": "1"}}`, `{"a": {".": "1"}}`; their keys may carry a version or a path. */
function flatSpecifiers(value: unknown, outer = ""): readonly (readonly [string, string])[] {
  return Object.entries(asObject(value)).flatMap(([key, inner]) => {
    const name = key === "." ? outer : (/((?:@[^/@>]+\/)?[^/@>]+)(?:@[^/]*)?$/.exec(key)?.[1] ?? key);
    return typeof inner === "string" ? [[name, inner] as const] : flatSpecifiers(inner, name);
  });
}

/** `catalog:` is looked up where the workspace keeps it; what is not found there stays as it is. */
function fromCatalog(file: string, name: string, spec: string): { readonly spec: string; readonly doubt?: string } {
  const [, catalog] = /^catalog:(.*)$/.exec(spec) ?? [];
  if (catalog === undefined) return { spec };
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const workspace = join(folder, "pnpm-workspace.yaml");
    if (existsSync(workspace)) {
      const { catalog: standard, catalogs } = asObject(parse(readFileSync(workspace, "utf8")));
      const entries = catalog === "" || catalog === "default" ? standard : asObject(catalogs)[catalog];
      const found = asObject(entries)[name];
      return typeof found === "string" ? { spec: found } : { spec, doubt: `${workspace} has no such entry` };
    }
    if (folder === dirname(folder)) return { spec, doubt: "no pnpm-workspace.yaml above it" };
  }
}

/** JSON.parse does not say lines: the first that has both texts is good enough to find the place. */
function lineFinder(text: string): (key: string, value: string) => number {
  const lines = text.split("\n");
  return (key, value) => {
    const written = JSON.stringify(value);
    const both = lines.findIndex((line) => line.includes(key) && line.includes(written));
    return Math.max(both >= 0 ? both : lines.findIndex((line) => line.includes(key)), 0) + 1;
  };
}
