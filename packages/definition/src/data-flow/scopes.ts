import type { JsonValue } from "@alpha-engine/asl";

import { ANSWER, EMPTY, joinedAll, listOfShapes, present, type Shape, withField } from "../shapes/shape.ts";
import { isObject, type StateNode } from "../tree/tree.ts";
import { jsonataTemplateShape } from "./jsonata-shape.ts";
import { inputShape } from "./leave-jsonpath.ts";
import { routeOf } from "./route.ts";
import { routeShape, templateShape } from "./template-shape.ts";
import type { World } from "./world.ts";

/** What the scopes of a Parallel or a Map begin with; undefined where they never do. */
export function enteredScope(state: StateNode, world: World): World | undefined {
  const input = state.isJsonata ? world.data : inputShape(state, world);
  if (input === undefined) return undefined;
  const sight = { ...world, data: input };
  const data = state.type === "Map" ? iterationShape(state, sight) : branchShape(state, sight);
  return data === undefined ? undefined : { ...world, data };
}

function branchShape({ raw, isJsonata }: StateNode, sight: World): Shape | undefined {
  const template = raw[isJsonata ? "Arguments" : "Parameters"];
  return template === undefined ? sight.data : filled(template, isJsonata, sight);
}

function filled(template: JsonValue, isJsonata: boolean, sight: World & { readonly item?: Shape }): Shape | undefined {
  return isJsonata ? jsonataTemplateShape(template, sight) : templateShape(template, sight);
}

/** What an iteration of a Map is given. */
function iterationShape({ raw, isJsonata }: StateNode, sight: World): Shape | undefined {
  const item = raw["ItemReader"] === undefined ? itemShape(raw, isJsonata, sight) : ANSWER;
  if (item === undefined) return undefined;
  const template = raw["ItemSelector"] ?? (isJsonata ? undefined : raw["Parameters"]);
  const selected = template === undefined ? item : filled(template, isJsonata, { ...sight, item });
  if (selected === undefined || raw["ItemBatcher"] === undefined) return selected;
  const batch = withField(EMPTY, "Items", present(listOfShapes([selected], selected)));
  return isObject(raw["ItemBatcher"]) && raw["ItemBatcher"]["BatchInput"] !== undefined
    ? withField(batch, "BatchInput", present(ANSWER))
    : batch;
}

/** One of the items that a Map goes over; undefined where there is none. */
function itemShape(raw: StateNode["raw"], isJsonata: boolean, sight: World): Shape | undefined {
  const field = raw[isJsonata ? "Items" : "ItemsPath"];
  const items =
    field === undefined
      ? sight.data
      : isJsonata
        ? jsonataTemplateShape(field, sight)
        : typeof field === "string"
          ? routeShape(routeOf(field), sight)
          : ANSWER;
  if (items === undefined) return undefined;
  if (items.kind === "list")
    return joinedAll(items.others === undefined ? items.known : [...items.known, items.others]);
  if (items.kind === "any") return items;
  // A distributed Map goes over the fields of an object as well.
  return items.kind === "object" ? ANSWER : undefined;
}

/** What a Parallel or a Map gives, of what comes out of its scopes; undefined where it never ends well. */
export function gathered({ type, raw }: StateNode, ends: readonly (Shape | undefined)[]): Shape | undefined {
  if (type === "Parallel") {
    const all = ends.filter((end) => end !== undefined);
    return all.length === ends.length ? listOfShapes(all) : undefined;
  }
  const processor = raw["ItemProcessor"] ?? raw["Iterator"];
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  // Children may fail and be tolerated, and what a ResultWriter writes has another form.
  if (isObject(config) && config["Mode"] === "DISTRIBUTED")
    return raw["ResultWriter"] === undefined ? listOfShapes([], ANSWER) : ANSWER;
  return listOfShapes([], ends[0]);
}
