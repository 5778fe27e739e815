export { integer, keyValue, oneOf, seconds } from "./options.ts";
export { createProgram, runProgram } from "./program.ts";
export { ExitError, UsageError } from "./errors.ts";
export { type Column, renderTable, widthOf } from "./table.ts";
