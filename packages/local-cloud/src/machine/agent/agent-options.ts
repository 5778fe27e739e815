import type { Clock } from "@alpha-engine/asl";

import type { ReclaimOptions } from "../../cloud/reclaim-options.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

/** What somebody adds to a repository who merges. */
export const MERGED = "merged-meanwhile";

/** The machine that an agent runs on. */
export interface AgentOptions {
  readonly instanceId: string;
  readonly region: string;
  /** What its sh is. */
  readonly sh: "bash" | "dash";
  /** What the machine runs, as soon as it is on: it may be rebooting. */
  on(): Promise<Sandbox>;
  readonly clock: Clock;
  /** Seconds from a crash to its report. */
  readonly crashReport: number;
  /** What leads a script to this cloud: endpoints, credentials. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly s3Endpoint: string;
  /** Takes the instance away. */
  reclaim(options: ReclaimOptions): void;
  /** Cuts its connection, for so many seconds or for good. */
  disconnect(seconds: number | undefined): void;
  /** Sets its clock so many milliseconds behind. */
  fallBehind(milliseconds: number): void;
  reboot(): Promise<void>;
  /** Where its image has checkouts. */
  readonly checkouts: readonly string[];
  /** Moves the remotes of its checkouts on. */
  merge(): Promise<void>;
}
