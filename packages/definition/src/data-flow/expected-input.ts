import { lookup } from "../shapes/places.ts";
import { EMPTY, NEVER, type Shape, withField } from "../shapes/shape.ts";
import type { Tree } from "../tree/tree.ts";
import { Analysis } from "./analysis.ts";
import { verdictOf } from "./needs.ts";
import { readsOf } from "./template-paths.ts";
import { resultPlaces, writtenPlaces } from "./written.ts";

/**
 * The execution's input as it may be expected: without the names that the definition itself writes. A name that is read
 * where nothing can have written it yet, or that a state reads to write it anew, is the caller's to give all the same.
 */
export function expectedInput(tree: Tree): Shape {
  const written = namesOf(writtenPlaces(tree.states));
  const first = new Analysis(tree, [], without(written));
  const results = namesOf(resultPlaces(tree.states));
  const given = new Set<string>();
  for (const state of tree.states) {
    const own = namesOf(writtenPlaces([state]));
    for (const { route, keys } of readsOf(state)) {
      const [name = ""] = keys ?? [];
      if (route.root !== "input" || !results.has(name)) continue;
      const verdict = verdictOf(first.entered(state), ({ data }) => lookup(data, [name]).is);
      if (verdict === "never" || (verdict === "sometimes" && own.has(name))) given.add(name);
    }
  }
  return without(new Set([...written].filter((name) => !given.has(name))));
}

function namesOf(places: readonly (readonly string[])[]): ReadonlySet<string> {
  return new Set(places.flatMap((keys) => (keys.length === 1 ? keys : [])));
}

function without(names: ReadonlySet<string>): Shape {
  let input = { ...EMPTY, rest: "input" as const };
  for (const name of names) input = { ...withField(input, name, NEVER), rest: "input" };
  return input;
}
