export { SCRIPTS } from "./launcher/stages.ts";
export { train } from "./workload/train.ts";
