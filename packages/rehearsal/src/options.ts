import type { Definition } from "@alpha-engine/definition";
import type { CommandView, Image, LambdaFunction } from "@alpha-engine/local-cloud";

import type { RehearsalEvent } from "./events.ts";
import type { StateFault } from "./faults/state-faults.ts";
import type { Summary } from "./report/summary-schema.ts";

/** What is rehearsed, what exists when it starts, what goes wrong in it, and how fast its time passes. */
export interface RehearseOptions {
  /** Names the state machine and, with the time, the execution. */
  readonly pipeline: string;
  readonly definition: Definition;
  /** The execution's input, as the caller would pass it, once the stage is set. */
  readonly input: (stage: Stage) => Readonly<Record<string, unknown>>;
  /** Holds one folder per rehearsal, and `latest`. @default ".rehearsal" */
  readonly directory?: string | undefined;
  /** @default the pipeline and the time */
  readonly executionName?: string | undefined;
  /** The image of the box that takes the state machine's commands. */
  readonly dispatcherImage: string;
  /** What instances find on their disks, by image id. */
  readonly images: Readonly<Record<string, Image>>;
  readonly functions?: Readonly<Record<string, LambdaFunction>> | undefined;
  /** Made, empty, before the execution starts. */
  readonly buckets: readonly string[];
  /** Made before the execution starts, by name. */
  readonly topics: readonly string[];
  /** Partition key, a string, by table name. */
  readonly tables?: Readonly<Record<string, string>> | undefined;
  /** Boxes beside the dispatcher that exist before the execution starts, by a name of their own. */
  readonly boxes?: Readonly<Record<string, Box>> | undefined;
  /** Where the logs of the steps lie: bucket and prefix. */
  readonly logs: { readonly bucket: string; readonly prefix: string };
  readonly faults?: readonly StateFault[] | undefined;
  /** Which command on a rented instance is the step's work, not its preparation. @default every one */
  readonly isWorkload?: ((command: CommandView) => boolean) | undefined;
  /** Of the cloud's router. @default any free one */
  readonly port?: number | undefined;
  /** How many times faster than the wall the cloud's clock runs while something works. @default 60 */
  readonly rate?: number | undefined;
  /** `auto` takes namespaces where the kernel allows them. @default "auto" */
  readonly sandbox?: "auto" | "namespaces" | "plain" | undefined;
  readonly onEvent?: ((event: RehearsalEvent) => void) | undefined;
  /** Stops the execution and everything in it; what was written is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** An on-demand instance. */
export interface Box {
  readonly image: string;
  /** Whether it is stopped when the execution starts. @default false */
  readonly stopped?: boolean | undefined;
}

/** What exists before the execution starts. */
export interface Stage {
  readonly dispatcherId: string;
  /** By the names of `boxes`. */
  readonly boxIds: Readonly<Record<string, string>>;
  /** By topic name. */
  readonly topicArns: Readonly<Record<string, string>>;
}

/** A rehearsal that came to an end, whether well or not: `summary.status` and `summary.problems` say how. */
export interface RehearsalResult {
  readonly summary: Summary;
  /** Everything the run left. */
  readonly directory: string;
}
