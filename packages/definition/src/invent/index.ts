export { invent, type Invented, type InventedAnswer, type InventedField, type InventOptions } from "./invent.ts";
export { inventSubstitutions } from "./substitutions.ts";
