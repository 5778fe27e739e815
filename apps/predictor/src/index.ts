export { type Challenger, CHALLENGERS } from "./launcher/challengers.ts";
export { SCRIPTS } from "./launcher/modes.ts";
