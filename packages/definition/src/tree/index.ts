export { withoutHoles } from "./holes.ts";
export { at, steps } from "./pointer.ts";
export { type Field, field, functionName, type ServiceCall } from "./service-call.ts";
export { type Edge, isObject, listOf, type Scope, type StateNode, textOf, textsOf, type Tree } from "./tree.ts";
