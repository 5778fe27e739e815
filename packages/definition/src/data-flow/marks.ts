import { isObject, listOf, type Tree } from "../tree/tree.ts";
import { routeOf } from "./route.ts";

/** A place whose value tells one route from another. */
export interface Mark {
  readonly root: "data" | "vars";
  readonly keys: readonly string[];
}

const MOST = 24;

/** The places that Choice states look at: flags that are set on one route and not on another. */
export function marksOf({ states }: Tree): readonly Mark[] {
  const marks = new Map<string, Mark>();
  const pending = states.filter(({ type }) => type === "Choice").flatMap(({ raw }) => listOf(raw["Choices"]));
  for (let rule = pending.pop(); rule !== undefined && marks.size < MOST; rule = pending.pop()) {
    if (!isObject(rule)) continue;
    pending.push(...listOf(rule["And"]), ...listOf(rule["Or"]), ...(rule["Not"] === undefined ? [] : [rule["Not"]]));
    const route = typeof rule["Variable"] === "string" ? routeOf(rule["Variable"]) : undefined;
    if (route === undefined || !route.definite || route.root === "context") continue;
    const isData = route.root === "input";
    const keys = isData ? route.keys : [route.variable ?? "", ...route.keys];
    marks.set(`${route.root} ${keys.join("\0")}`, { root: isData ? "data" : "vars", keys });
  }
  return [...marks.values()];
}
