import { z } from "zod";

/** One config file for a launcher: whose account, which machines, which commands. Nothing of this is in the code. */
export interface LauncherConfig {
  /** Where everything lies: artifacts, logs, staging. */
  readonly bucket: string;
  /** @default "us-east-1" */
  readonly region: string;
  /** In order of preference; each is tried in every subnet. */
  readonly instanceTypes: readonly string[];
  readonly subnetIds: readonly string[];
  readonly imageId: string;
  readonly securityGroupIds?: readonly string[] | undefined;
  readonly iamInstanceProfile?: string | undefined;
  readonly keyName?: string | undefined;
  /** GiB. @default 30 */
  readonly volumeSize: number;
  /** @default false */
  readonly onDemandFallback: boolean;
  /** Instances rented at the most for one run: the first, and relaunches after a reclaim or without capacity. @default 2 */
  readonly maxSpotAttempts: number;
  /** Seconds before a relaunch. @default 20 */
  readonly retryBackoffSeconds: number;
  /** @default "alpha-engine" */
  readonly owner: string;
  /** Shuts the instance down from inside when the launcher is gone. Needs systemd on the image. @default true */
  readonly watchdog: boolean;
  /** Seconds that a script may run on the instance, by script name; where absent the launcher's own. */
  readonly budgets: Readonly<Record<string, number>>;
  /** Shell lines by script name; where absent the reference workload. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

const word = z.string().min(1);

export const launcherConfigSchema: z.ZodType<LauncherConfig> = z.strictObject({
  bucket: word,
  region: word.default("us-east-1"),
  instanceTypes: z.array(word).min(1),
  subnetIds: z.array(word).min(1),
  imageId: word,
  securityGroupIds: z.array(word).optional(),
  iamInstanceProfile: word.optional(),
  keyName: word.optional(),
  volumeSize: z.int().positive().default(30),
  onDemandFallback: z.boolean().default(false),
  maxSpotAttempts: z.int().positive().default(2),
  retryBackoffSeconds: z.number().nonnegative().default(20),
  owner: word.default("alpha-engine"),
  watchdog: z.boolean().default(true),
  budgets: z.record(word, z.int().min(5).max(172_800)).default({}),
  commands: z.record(word, z.array(z.string()).min(1)).default({}),
});
