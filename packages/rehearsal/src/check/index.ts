export { checkRehearsal } from "./check-rehearsal.ts";
