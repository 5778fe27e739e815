export { type Duration, toMilliseconds, toSeconds } from "./duration.ts";
export { DialectError, type DialectErrorCode } from "./errors.ts";
export { EXIT_CODES, exitCodeHelp, type ExitCodeName, exitCodeOfSignal, type ExitCodeRow } from "./exit-codes.ts";
export { didYouMean, nearest } from "./nearest.ts";
export { type ErrorDetails, PackageError } from "./package-error.ts";
