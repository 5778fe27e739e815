import { type HousePackage, ownName } from "./packages.ts";

/** What a package uses, directly or through another: turbo builds it before the package's own tests. */
export function reachedFrom(start: string, packages: readonly HousePackage[]): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const { manifest } = packages.find((housePackage) => housePackage.name === name) ?? {};
    waiting.push(
      ...Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }).flatMap(
        (used) => ownName(used) ?? [],
      ),
    );
  }
  return reached;
}
