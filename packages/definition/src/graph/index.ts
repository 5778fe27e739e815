export { endsWell, Graph } from "./graph.ts";
