export { SCRIPTS } from "./launcher/modes.ts";
export { train } from "./workload/train.ts";
