export { factsOf } from "./guards.ts";
export { namesRead, WHOLE } from "./names-read.ts";
export { Presence } from "./presence.ts";
export { callOf, callsIn, pathText, type Route, routeOf, routeOfPath, startsWith } from "./route.ts";
export { expressionsIn, type Read, readsOf } from "./template-paths.ts";
