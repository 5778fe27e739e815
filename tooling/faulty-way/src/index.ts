export { type Fault, type FaultyWay, openFaultyWay } from "./faulty-way.ts";
