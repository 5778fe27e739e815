import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { run, type RunOptions } from "../process/run.ts";
import type { Packed } from "../tarballs/pack.ts";
import { readManifest } from "../workspace/packages.ts";
import type { Consumer } from "./consumer.ts";

const RESOLUTIONS = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
} as const;

/** Loads every entry of every package and imports every value that it exports, by name, in a file that tsc checks. */
export async function checkTypes(consumer: Consumer, packed: readonly Packed[], options: RunOptions): Promise<number> {
  const entries = packed.flatMap(({ name, folder }) => entriesOf(name, folder));
  const names = await exportedNames(consumer, entries);
  await writeFile(join(consumer.folder, "every-export.ts"), everyExport(names));
  const checks = Object.entries(RESOLUTIONS).map(async ([resolution, settings]) => {
    const tsconfig = join(consumer.folder, `tsconfig.${resolution}.json`);
    const compilerOptions = { ...settings, target: "es2024", strict: true, noEmit: true, types: ["node"] };
    await writeFile(tsconfig, JSON.stringify({ compilerOptions, files: ["every-export.ts"] }));
    await run("tsc", ["-p", tsconfig], options);
  });
  await Promise.all(checks);
  return Object.values(names).flat().length;
}

/** The specifiers of what can be imported: not the JSON files. */
function entriesOf(name: string, folder: string): readonly string[] {
  return Object.entries(readManifest(folder).exports ?? {})
    .filter(([, target]) => typeof target !== "string")
    .map(([path]) => name + path.slice(1));
}

async function exportedNames(
  consumer: Consumer,
  entries: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const said = await consumer.node(`
    const names = {};
    for (const entry of ${JSON.stringify(entries)}) names[entry] = Object.keys(await import(entry)).sort();
    console.log(JSON.stringify(names));
  `);
  return JSON.parse(said) as Record<string, readonly string[]>;
}

/** A value whose type is lost is `any`, and `any` is no `Typed`. */
function everyExport(names: Readonly<Record<string, readonly string[]>>): string {
  const lines = ["type Typed<T> = 0 extends 1 & T ? never : T;"];
  for (const [index, [entry, exported]] of Object.entries(names).entries()) {
    const imported = exported.map((name) => `${name} as ${name}_${index}`);
    lines.push(`import { ${imported.join(", ")} } from "${entry}";`);
    lines.push(
      ...exported.map(
        (name) => `export const typed_${name}_${index}: Typed<typeof ${name}_${index}> = ${name}_${index};`,
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}
