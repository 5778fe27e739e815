import type { NetworkChoice } from "./network.ts";

/** How the instances of a cloud are kept apart: in namespaces of their own, or in a folder only. */
export interface SandboxChoice {
  readonly kind: "namespaces" | "plain";
  /** Why it is plain. */
  readonly reason?: string;
  readonly network: NetworkChoice;
}
