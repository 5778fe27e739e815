export type { Source, Verdict } from "../shapes/shape.ts";
export type { Comparison } from "./compared.ts";
export { type Gate, gateOf, jumpedGates } from "./gates.ts";
export { type JsonataCall, jsonataCalls } from "./jsonata-calls.ts";
export { type JsonataExpression, jsonataExpressionsIn } from "./jsonata-reads.ts";
export { namesRead, WHOLE } from "./names-read.ts";
export { type JudgedNeed, Presence } from "./presence.ts";
export { callOf, callsIn, pathText, type Route, routeOf, routeOfPath, startsWith } from "./route.ts";
export { type Expression, expressionsIn, type Read, readsOf } from "./template-paths.ts";
