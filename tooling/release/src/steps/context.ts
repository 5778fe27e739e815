import type { RunOptions } from "../process/run.ts";
import type { Registry } from "../registry/start-registry.ts";
import type { Step } from "./recorder.ts";

export const SCOPE = "@alpha-engine";

/** What every step of a check has. */
export interface CheckContext {
  /** The workspace. */
  readonly root: string;
  /** Where everything happens; it is removed at the end. */
  readonly folder: string;
  /** The copy of the workspace in which releases are made. */
  readonly copy: string;
  readonly registry: Registry;
  /** To run commands as somebody who has nothing of the workspace. */
  readonly stranger: Omit<RunOptions, "cwd">;
  /** To run the workspace's own commands, with everything going to the registry. */
  readonly inside: Omit<RunOptions, "cwd">;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  readonly step: Step;
}
