import { isObject, listOf, type StateNode } from "../tree/tree.ts";
import { routeOf } from "./route.ts";

/** Where states put something through a ResultPath, what they caught included. */
export function writtenPlaces(states: readonly StateNode[]): readonly (readonly string[])[] {
  return placesOf(states.flatMap(({ raw }) => [raw["ResultPath"], ...caughtPaths(raw)]));
}

/** Where a state puts its own result. */
export function resultPlaces(states: readonly StateNode[]): readonly (readonly string[])[] {
  return placesOf(states.map(({ raw }) => raw["ResultPath"]));
}

function caughtPaths(raw: StateNode["raw"]): readonly unknown[] {
  return listOf(raw["Catch"]).map((catcher) => (isObject(catcher) ? catcher["ResultPath"] : undefined));
}

function placesOf(paths: readonly unknown[]): readonly (readonly string[])[] {
  const texts = new Set(paths.filter((path) => typeof path === "string"));
  return [...texts].map((text) => routeOf(text)?.keys ?? []).filter((keys) => keys.length > 0);
}
