export { invent, type Invented, type InventedAnswer, type InventedField, type InventOptions } from "./invent.ts";
export { itemsText } from "./items.ts";
export { inventSubstitutions } from "./substitutions.ts";
