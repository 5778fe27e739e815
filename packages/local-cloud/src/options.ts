import type { Clock } from "@alpha-engine/asl";

import type { Faults } from "./faults.ts";

export interface LocalCloudOptions {
  /** The folder for everything the cloud leaves: `s3/<bucket>/<key>`, `instances/<id>/`, `sns.jsonl`, `metrics.jsonl`. */
  readonly directory: string;
  /** @default wallClock() */
  readonly clock?: Clock;
  /** The router's port on 127.0.0.1. @default 0, any free one */
  readonly port?: number;
  /** @default "us-east-1" */
  readonly region?: string;
  /** What an instance finds on its disk, by ImageId. Without this option any ImageId boots an empty machine. */
  readonly images?: Readonly<Record<string, Image>>;
  /** Lambda functions by name. */
  readonly functions?: Readonly<Record<string, LambdaFunction>>;
  readonly faults?: Faults;
  /** `auto` takes namespaces where the kernel allows them. @default "auto" */
  readonly sandbox?: "auto" | "namespaces" | "plain";
  readonly timings?: Partial<Timings>;
  /**
   * Keeps what is made here in `directory`, and begins with what an earlier cloud left there: objects, topics, queues,
   * tables, parameters, state machines, executions, commands, logs. Machines do not survive. @default false
   */
  readonly keep?: boolean;
}

export interface Image {
  /** By absolute path inside the instance, below /home, /var, /tmp, /opt, /root, /run, /srv or /usr/local/sbin. `mode` defaults to 0o644. */
  readonly files?: Readonly<Record<string, { readonly content: string; readonly mode?: number }>>;
  /** Folders of this machine that the instance sees at their own path. */
  readonly exposes?: readonly string[];
  /**
   * What the agent's `sh` is: `bash` called by that name as on Amazon Linux, where a killed script is a signal to the
   * agent (-1), or this machine's own; with dash, as on Debian and Ubuntu, it is exit code 137 or 143.
   * @default this machine's sh
   */
  readonly sh?: "bash";
}

export interface LambdaFunction {
  /** A path or URL of an ES module. */
  readonly module: string | URL;
  /** The name of the export. @default "handler" */
  readonly handler?: string;
  /** Seconds on the cloud's clock. @default 900 */
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ReclaimOptions {
  /** From the notice to shutting-down. @default 120, as AWS does it */
  readonly noticeSeconds?: number;
  /**
   * What SSM then says of a command that was running: `undeliverable` ends it Failed/Undeliverable soon after,
   * `silent` leaves it InProgress until its total timeout. Both have been seen. @default "undeliverable"
   */
  readonly ssm?: "undeliverable" | "silent";
}

/** Durations in seconds on the cloud's clock. */
export interface Timings {
  /** pending to running. @default 1 */
  readonly boot: number;
  /** running to the SSM agent being Online. @default 1 */
  readonly agentOnline: number;
  /** SendCommand to the invocation being visible and delivered. @default 0.3 */
  readonly registration: number;
  /** shutting-down to terminated, stopping to stopped. @default 1 */
  readonly shutdown: number;
  /** An instance's death, or a command for a node that is not connected, to SSM giving up on it. @default 35 */
  readonly undeliverable: number;
  /** A node's last word to its PingStatus being ConnectionLost; minutes on AWS. @default 5 */
  readonly connectionLost: number;
  /** A reboot that no script asked for with 194 to the agent failing what it cut off. @default 60, the agent's own */
  readonly crashReport: number;
}

export const DEFAULT_TIMINGS: Timings = {
  boot: 1,
  agentOnline: 1,
  registration: 0.3,
  shutdown: 1,
  undeliverable: 35,
  connectionLost: 5,
  crashReport: 60,
};
