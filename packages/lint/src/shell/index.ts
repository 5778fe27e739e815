export { handedOn } from "./nested.ts";
export { readShell, type Shell, type ShellCommand } from "./script.ts";
