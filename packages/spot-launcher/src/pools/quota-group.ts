/**
 * The vCPU quotas for spot and for on-demand are kept by group of families, not by size (user guide, using-spot-limits):
 * "Standard (A, C, D, H, I, M, R, T, Z)", "G and VT", and one each for F, Inf, P, Trn, X, DL, HPC and high memory.
 */
export function quotaGroup(instanceType: string): string {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? instanceType;
  if (letters.startsWith("g") || letters === "vt") return "G and VT";
  // `im` and `is` are storage families of the standard group, `inf` is not.
  if (STANDARD.has(letters)) return "Standard";
  return letters;
}

const STANDARD = new Set(["a", "c", "d", "h", "i", "im", "is", "m", "mac", "r", "t", "z"]);
