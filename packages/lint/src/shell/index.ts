export { readShell, type Shell, type ShellCommand } from "./script.ts";
