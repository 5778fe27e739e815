/** Sizes in vCPUs where the name does not say them as a multiple of four. */
const SMALL: Readonly<Record<string, number>> = { nano: 2, micro: 2, small: 2, medium: 2, large: 2, xlarge: 4 };
const METAL = 96;

/** `family.size` in EC2's manner; nothing here knows every type there is. */
export function isInstanceType(text: string): boolean {
  return /^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|(?:\d+x|x)?large|metal(?:-\d+xl)?)$/.test(text);
}

/** How many vCPUs a type has, told from its size. */
export function vcpus(instanceType: string): number {
  const [family = "", size = ""] = instanceType.split(".");
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  if (times !== undefined) return 4 * Number(times);
  // Of one vCPU are the first generations' small sizes, and the medium ones of Graviton.
  if ((size === "small" || size === "medium") && (/^[mt]1$/.test(family) || /\dg/.test(family))) return 1;
  return SMALL[size] ?? METAL;
}

/** The group of families whose vCPUs are counted together: pointless to try another size of the same (EC2 user guide, using-spot-limits, 2023-06). */
export function quotaGroup(instanceType: string): string {
  const letters = /^[a-z]+/.exec(instanceType)?.[0] ?? "";
  return /^[acdhimrtz]/.test(letters) && !/^(?:dl|hpc|inf|trn|mac)/.test(letters) ? "standard" : letters;
}

const FAMILIES = "c5 c5a c6i c6a c7i c7a m5 m5a m6i m6a m7i m7a r5 r5a r6i r6a r7i r7a t3 t3a g5 p5";
const SIZES = "micro small medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge";

/** The types that are listed where no type is asked for by name; any other type of EC2's manner exists too. */
export const CATALOGUE: readonly string[] = FAMILIES.split(" ").flatMap((family) =>
  SIZES.split(" ")
    .filter((size) => family.startsWith("t3") || !/^(?:micro|small|medium)$/.test(size))
    .filter((size) => !family.startsWith("t3") || !/\d{2}|4x|8x/.test(size))
    .map((size) => `${family}.${size}`),
);
