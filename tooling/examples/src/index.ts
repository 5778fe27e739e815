export { type Example, findExamples } from "./find-examples.ts";
export { playExample } from "./play-example.ts";
