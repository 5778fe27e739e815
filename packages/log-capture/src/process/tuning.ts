/**
 * Halves the loading of large modules, the AWS SDK above all, from the second run on. It does not pay for what every run
 * loads, hence not at the start of the program.
 */
export function enableCompileCache(): void {
  process.getBuiltinModule("node:module").enableCompileCache?.();
}

/** By then the AWS SDK is loaded, which takes a tenth longer in a heap that is kept small. */
const LOADED_AFTER_MS = 1000;

/** Garbage of an upload that lasts is collected before it is 30 MiB. Only for a process that is ours alone. */
export function keepHeapSmall(): void {
  const keep = (): void => process.getBuiltinModule("node:v8").setFlagsFromString("--semi-space-growth-factor=1");
  setTimeout(keep, LOADED_AFTER_MS).unref();
}
