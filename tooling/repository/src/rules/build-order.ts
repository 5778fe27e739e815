import { type HousePackage, ownName } from "../packages.ts";
import type { Survey } from "../survey.ts";

/** Turbo builds for the examples what `tooling/examples` names, and what that uses. */
export function notBuiltFirst(surveys: readonly Survey[]): readonly string[] {
  const packages = surveys.map((survey) => survey.package);
  const built = reachedFrom("examples", packages);
  if (!built.has("examples")) return [];
  return packages
    .filter(({ group, name }) => group !== "tooling" && !built.has(name))
    .map(({ folder }) => `${folder} is used by nothing that tooling/examples/package.json names: name it there`);
}

function reachedFrom(start: string, packages: readonly HousePackage[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const found = packages.find((housePackage) => housePackage.name === name);
    if (found === undefined || reached.has(name)) continue;
    reached.add(name);
    const { dependencies, devDependencies } = found.manifest;
    waiting.push(...Object.keys({ ...dependencies, ...devDependencies }).flatMap((used) => ownName(used) ?? []));
  }
  return reached;
}
