import { posix } from "node:path";

import { FLOORS, floorOf } from "../floors.ts";
import { type HousePackage, type Manifest, ownName } from "../packages.ts";
import type { Survey } from "../survey.ts";

/** Every package stands on one floor. */
export function withoutFloor(surveys: readonly Survey[]): readonly string[] {
  return inHouse(surveys)
    .filter(({ package: { name } }) => FLOORS.flat().filter((standing) => standing === name).length !== 1)
    .map(({ package: { folder } }) => `${folder} has no place, or two, in tooling/repository/src/floors.ts`);
}

/** A package of the house depends only on what stands on a lower floor; an application also on what it is rehearsed with. */
export function dependenciesUpwards(surveys: readonly Survey[]): readonly string[] {
  const examples = surveys
    .filter(({ package: { group } }) => group === "examples")
    .map(({ package: { name } }) => name);
  return inHouse(surveys).flatMap(({ package: { group, name, folder, manifest } }) =>
    names({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter((used) => !standsBelow(used, name) && !(group === "apps" && examples.includes(used)))
      .map((used) => `${folder}/package.json: ${name} depends on ${used}, which does not stand below it`),
  );
}

/** Its files import, values or types, only what its manifest names, or what is built into it. */
export function importsUpwards(surveys: readonly Survey[]): readonly string[] {
  return inHouse(surveys).flatMap(({ package: of, sources }) =>
    [...sources].flatMap(([file, { imports }]) =>
      imports
        .flatMap(({ specifier, line }) => ({ used: ownName(specifier), line }))
        .filter(({ used }) => used !== undefined && !dependsOn(of, used) && !isBundled(of, used))
        .map(({ used, line }) => `${of.folder}/src/${file}:${line} imports ${used ?? ""}, which is no dependency`),
    ),
  );
}

/** No file reaches into another package, past what that one exports. */
export function importsPastExports(surveys: readonly Survey[]): readonly string[] {
  return surveys.flatMap(({ package: { folder }, sources }) =>
    [...sources].flatMap(([file, { imports }]) =>
      imports
        .filter(({ specifier }) => specifier.startsWith(".") && leavesPackage(file, specifier))
        .map(({ specifier, line }) => `${folder}/src/${file}:${line} imports ${specifier}, outside of its package`),
    ),
  );
}

/** Nothing that is published knows of an example, not even in its tests. */
export function examplesKnown(surveys: readonly Survey[]): readonly string[] {
  const examples = surveys.filter(({ package: { group } }) => group === "examples");
  return surveys
    .filter(({ package: { group } }) => group === "packages")
    .flatMap(({ package: { folder, manifest } }) =>
      examples
        .filter(({ package: { manifest: example } }) =>
          Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, example.name),
        )
        .map(({ package: { folder: example } }) => `${folder}/package.json names ${example}`),
    );
}

function inHouse(surveys: readonly Survey[]): readonly Survey[] {
  return surveys.filter(({ package: { group } }) => group === "packages" || group === "apps");
}

function standsBelow(used: string, user: string): boolean {
  return floorOf(used) >= 0 && floorOf(used) < floorOf(user);
}

function dependsOn({ manifest }: HousePackage, used: string): boolean {
  return names({ ...manifest.dependencies, ...manifest.peerDependencies }).includes(used);
}

/** How commands behave is no package of its own for who uses them. */
function isBundled({ manifest }: HousePackage, used: string): boolean {
  return used === "command-line" && names(manifest.devDependencies).includes(used);
}

function names(dependencies: Manifest["dependencies"]): readonly string[] {
  return Object.keys(dependencies ?? {}).flatMap((dependency) => ownName(dependency) ?? []);
}

/** Relative to `src`; the package's own manifest and schemas lie one above. */
function leavesPackage(file: string, specifier: string): boolean {
  return posix.join(posix.dirname(file), specifier).startsWith("../../");
}
