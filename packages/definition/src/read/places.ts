import type { Node } from "../source/node.ts";
import type { Place } from "../source/place.ts";
import { at } from "../tree/pointer.ts";

/** As deep as a branch of a branch of a branch gets; AWS takes values nested 200 deep. */
export const DEEPEST = 2000;

/** Where the value at each JSON pointer is written: of a member its name. */
export function placesOf(node: Node): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>([["", node.place]]);
  collect(node, "", places, 0);
  return places;
}

function collect(node: Node, pointer: string, places: Map<string, Place>, depth: number): void {
  if (depth > DEEPEST) return;
  if (node.kind === "list") {
    node.items.forEach((item, index) => {
      const inner = `${pointer}/${index}`;
      places.set(inner, item.place);
      collect(item, inner, places, depth + 1);
    });
  } else if (node.kind === "object") {
    for (const { key, place, value } of node.members) {
      const inner = at(pointer, key);
      places.set(inner, place);
      collect(value, inner, places, depth + 1);
    }
  }
}
