/**
 * The text of a service's model, from the package's folder `models`. Read where there are files; elsewhere, as in a
 * browser, nothing is known of services. Here, and not deeper, as the built code lies just as deep.
 */
export function readModel(name: string): string | undefined {
  if (typeof process === "undefined") return undefined;
  try {
    return process.getBuiltinModule("node:fs").readFileSync(new URL(`../models/${name}.txt`, import.meta.url), "utf8");
  } catch {
    return undefined;
  }
}
