import type { Clock } from "@alpha-engine/asl";

import type { CapacityOptions } from "../services/ec2/capacity/rules.ts";
import type { Subnet } from "../services/ec2/subnets.ts";
import type { Faults } from "./faults.ts";

/** What there is in a local cloud, what goes wrong in it, how its time passes and where it leaves everything. */
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
  /** How much there is of which instance type in which zone, from when to when. @default any number of everything */
  readonly capacity?: CapacityOptions;
  /** The subnets by id. Without this option any subnet id exists, and its last letter is its zone. */
  readonly subnets?: Readonly<Record<string, Subnet>>;
  /** `auto` takes namespaces where the kernel allows them. @default "auto" */
  readonly sandbox?: "auto" | "namespaces" | "plain";
  readonly timings?: Partial<Timings>;
  /**
   * Keeps what is made here in `directory`, and begins with what an earlier cloud left there: objects, topics, queues,
   * tables, parameters, state machines, executions, commands, logs. Machines do not survive. @default false
   */
  readonly keep?: boolean;
}

/** What instances of an image find on their disk and in reach. */
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
  /** False: no SSM agent, so that its instances run and never come Online. @default true */
  readonly agent?: boolean;
  /** What `dnf install` finds; another name is refused in dnf's words. @default any name */
  readonly packages?: readonly string[];
  /**
   * Git repositories of this machine, by the URL that they stand in for: `https://github.com/org/repo`. What is cloned
   * or pulled from there, also over ssh or with a token, comes from the folder; git reaches no other host then.
   */
  readonly repositories?: Readonly<Record<string, string>>;
}

/** A Lambda function: an export of an ES module, run in a process of its own for each invocation. */
export interface LambdaFunction {
  /** A path or URL of an ES module. */
  readonly module: string | URL;
  /** The name of the export. @default "handler" */
  readonly handler?: string;
  /** Seconds on the cloud's clock. @default 900 */
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a spot instance is taken away. Durations are seconds on the cloud's clock. */
export interface ReclaimOptions {
  /**
   * From the recommendation to rebalance to the notice and the end of the spot request.
   * @default 17, as AWS does it; 0 where `noticeSeconds` is given
   */
  readonly rebalanceSeconds?: number;
  /** From the notice to shutting-down; 0 for a reclaim that nothing announces. @default 120, as AWS does it */
  readonly noticeSeconds?: number;
  /** False: the metadata service says nothing, as the notice is best effort; all else goes as usual. @default true */
  readonly notice?: boolean;
  /** When the instance's StateReason tells: when it is terminated, at once when it shuts down, or never. @default "late" */
  readonly stateReason?: "late" | "prompt" | "missing";
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
  /**
   * A launch to DescribeInstances, and whatever else names the instance, knowing it: InvalidInstanceID.NotFound until
   * then. Seconds on AWS. @default 0
   */
  readonly visible: number;
  /** A launch to DescribeSpotInstanceRequests knowing its request. @default 0 */
  readonly spotRequestVisible: number;
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
  visible: 0,
  spotRequestVisible: 0,
  agentOnline: 1,
  registration: 0.3,
  shutdown: 1,
  undeliverable: 35,
  connectionLost: 5,
  crashReport: 60,
};
