import type { Shape } from "../shapes/shape.ts";
import type { Edge } from "../tree/tree.ts";
import type { World } from "./world.ts";

/** Where a state leads, with what goes there; and what comes out where it ends its scope. */
export interface WaysOut {
  readonly edges: readonly (readonly [edge: Edge, world: World])[];
  readonly end: Shape | undefined;
}

export const NO_WAY: WaysOut = { edges: [], end: undefined };
