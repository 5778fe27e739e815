export { checkRehearsal } from "./check-rehearsal.ts";
export { standInsFor } from "./stand-ins.ts";
