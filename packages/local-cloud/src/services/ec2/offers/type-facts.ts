import { vcpus } from "../capacity/instance-types.ts";

/** GiB of a vCPU by the letters of a family; of the burstable types, GiB by size (EC2 instance types, 2026-11). */
const GIB_A_VCPU: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, x: 16, i: 8, g: 4, p: 12, d: 8, z: 8, inf: 2 };
const BURSTABLE: Readonly<Record<string, number>> = {
  nano: 0.5,
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  "2xlarge": 32,
};

export interface TypeFacts {
  readonly instanceType: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly architecture: "x86_64" | "arm64";
  readonly bareMetal: boolean;
  readonly burstable: boolean;
}

/** What is known of a type from its name: families keep their ratio of memory to vCPUs over their sizes. */
export function typeFacts(instanceType: string): TypeFacts {
  const [family = "", size = ""] = instanceType.split(".");
  const letters = /^[a-z]+/.exec(family)?.[0] ?? "";
  const burstable = letters === "t";
  const count = vcpus(instanceType);
  const gib = burstable ? (BURSTABLE[size] ?? 8) : count * (GIB_A_VCPU[letters] ?? 4);
  return {
    instanceType,
    vcpus: count,
    memoryMiB: gib * 1024,
    architecture: /^[a-z]+\d+g/.test(family) || family === "a1" ? "arm64" : "x86_64",
    bareMetal: size.startsWith("metal"),
    burstable,
  };
}
