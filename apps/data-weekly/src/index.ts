export { SCRIPTS } from "./launcher/modes.ts";
