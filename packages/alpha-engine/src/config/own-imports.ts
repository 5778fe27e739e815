import { registerHooks } from "node:module";

/** Lets a configuration import "alpha-engine" also where it is not installed: this copy of it is meant. */
export function serveOwnImports(): void {
  const own = new URL("index.js", import.meta.url).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier !== "alpha-engine") return nextResolve(specifier, context);
      try {
        return nextResolve(specifier, context);
      } catch {
        return { url: own, format: "module", shortCircuit: true };
      }
    },
  });
}
