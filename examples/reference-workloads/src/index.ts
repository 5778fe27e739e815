export { referenceCommands } from "./launcher-commands.ts";
export { rehearsalFunctions } from "./rehearsal-functions.ts";
