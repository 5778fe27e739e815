/**
 * Halves the loading of large modules, the AWS SDK above all, from the second run on. It does not pay for what every run
 * loads, hence not at the start of the program.
 */
export function enableCompileCache(): void {
  process.getBuiltinModule("node:module").enableCompileCache();
}

/** Garbage of an upload is collected before it is 30 MiB. Only for a process that is ours alone. */
export function keepHeapSmall(): void {
  process.getBuiltinModule("node:v8").setFlagsFromString("--semi-space-growth-factor=1");
}
