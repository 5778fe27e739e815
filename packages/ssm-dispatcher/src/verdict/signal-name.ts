import { constants } from "node:os";

/** The signal that an exit code above 128 stands for, as every shell reports one. */
export function signalName(exitCode: number): NodeJS.Signals | undefined {
  const found = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return found?.[0] as NodeJS.Signals | undefined;
}
