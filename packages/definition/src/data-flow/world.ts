import type { Shape } from "../shapes/shape.ts";
import { contextShape } from "./context-shape.ts";
import type { Route } from "./route.ts";

/** All that a state may find: its input, and the variables. */
export interface World {
  readonly data: Shape;
  readonly vars: Shape;
  /** What the execution was started with. */
  readonly given: Shape;
}

/** What the expressions of a state see. */
export interface Sight extends World {
  /** `$states.result`. */
  readonly result?: Shape | undefined;
  /** `$states.errorOutput`. */
  readonly errorOutput?: Shape | undefined;
  /** `$$.Map.Item.Value` while an item is selected. */
  readonly item?: Shape | undefined;
}

/** Where a path starts, and the keys from there. */
export function startOf(route: Route, sight: Sight): { readonly shape: Shape; readonly keys: readonly string[] } {
  if (route.root === "input") return { shape: sight.data, keys: route.keys };
  if (route.root === "variable") return { shape: sight.vars, keys: [route.variable ?? "", ...route.keys] };
  return { shape: contextShape(sight), keys: route.keys };
}
