export { type Draw, drawValue } from "./draw.ts";
export { drawDefinition } from "./draw-definition.ts";
