export { answersRead } from "./answers-read.ts";
export type { InventedField } from "./field.ts";
export { invent, type Invented, type InventedAnswer, type InventOptions } from "./invent.ts";
export { itemsText } from "./items.ts";
export { inventSubstitutions } from "./substitutions.ts";
