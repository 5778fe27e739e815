export { rehearsalFunctions } from "./rehearsal-functions.ts";
