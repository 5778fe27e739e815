import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { Application, type ProjectReflection, ReflectionKind } from "typedoc";

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
}

export interface Reference {
  readonly app: Application;
  readonly project: ProjectReflection;
}

/** Reads every entry of every published package with typedoc; each is a module under the name one imports it by. */
export async function convertPackages(root: string): Promise<Reference> {
  const entries = entriesOf(root);
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: entries.map(({ source }) => source),
    tsconfig: fileURLToPath(new URL("../tsconfig.reference.json", import.meta.url)),
    name: "API reference",
    readme: "none",
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    skipErrorChecking: true, // the packages are type-checked on their own, with another TypeScript
    logLevel: "Error",
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("typedoc could not read the sources");
  const base = join(root, "packages");
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const entry = entries.find(({ source }) => moduleName(relative(base, source)) === module.name);
    module.name = entry?.specifier ?? module.name;
  }
  return { app, project };
}

function entriesOf(root: string): readonly { readonly specifier: string; readonly source: string }[] {
  return readdirSync(join(root, "packages")).flatMap((folder) => {
    const at = join(root, "packages", folder);
    const { name, exports = {} } = JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as Manifest;
    return Object.entries(exports).flatMap(([path, target]) => {
      const types = typeof target === "string" ? undefined : target.types;
      if (types === undefined) return [];
      const source = types.replace(/^\.\/dist\//, "src/").replace(/\.d\.ts$/, ".ts");
      return [{ specifier: name + path.slice(1), source: join(at, source) }];
    });
  });
}

/** As typedoc names the module of a file. */
function moduleName(path: string): string {
  return path.replace(/\.ts$/, "").replace(/\/index$/, "");
}
