import { z } from "zod";

/** What a script will need, beside what its launcher knows already; checked by the preflight on the instance. */
export interface Needs {
  /** Variables that must be set and not empty. */
  readonly environment?: readonly string[] | undefined;
  /** Names of parameters in Parameter Store that must be there and readable. */
  readonly secrets?: readonly string[] | undefined;
  /** URLs whose server must answer; with what is not asked. */
  readonly reach?: readonly string[] | undefined;
  /** Programs that must be on the PATH. */
  readonly programs?: readonly string[] | undefined;
  /** Prefixes of keys in the bucket that must be writable. */
  readonly writes?: readonly string[] | undefined;
  /** Free space in the temporary folder, MiB. */
  readonly diskMiB?: number | undefined;
}

/** One config for a launcher: whose account, which machines, which commands. Nothing of this is in the code. */
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
  /** Cloned to ~/repository by the usual bootstrap; where absent nothing is cloned. */
  readonly repository?: string | undefined;
  /** Of the repository. @default "main" */
  readonly branch: string;
  /** Seconds that the step has in which this launcher runs; where absent nobody is waiting. */
  readonly stepTimeoutSeconds?: number | undefined;
  /** Exported to every script; what the launcher itself exports wins. Secrets belong into Parameter Store. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds that a script may run on the instance, by script name; where absent the launcher's own. */
  readonly budgets: Readonly<Record<string, number>>;
  /** Shell lines by script name; a mode whose scripts have none is refused, `bootstrap` and `deps` aside. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** What scripts of your own need, by script name, for the preflight. */
  readonly needs: Readonly<Record<string, Needs>>;
}

/** Keys whose values have names of their own. */
export const BY_NAME = ["environment", "budgets", "commands", "needs"] as const;

const word = (expected: string): z.ZodString => z.string().regex(/^\S+$/).describe(expected);
const words = (expected: string): z.ZodArray<z.ZodString> =>
  z
    .array(word(expected.replace(/^.*of one or more /, "one of the ")))
    .min(1)
    .describe(expected);

const needs = z.strictObject({
  environment: words("a list of one or more names of variables").optional(),
  secrets: words("a list of one or more names of parameters in Parameter Store").optional(),
  reach: z
    .array(z.url({ protocol: /^https?$/ }).describe("an http(s) URL"))
    .min(1)
    .describe("a list of http(s) URLs")
    .optional(),
  programs: words("a list of one or more names of programs").optional(),
  writes: words("a list of one or more prefixes of keys").optional(),
  diskMiB: z.int().positive().describe("a whole number of MiB").optional(),
});

const fields = {
  bucket: word("the name of a bucket"),
  region: word("the name of a region").default("us-east-1"),
  instanceTypes: words("a list of one or more instance types"),
  subnetIds: words("a list of one or more subnet ids"),
  imageId: word("the id of an image"),
  securityGroupIds: words("a list of one or more security group ids").optional(),
  iamInstanceProfile: word("the name of an instance profile").optional(),
  keyName: word("the name of a key pair").optional(),
  volumeSize: z.int().positive().max(16_384).describe("a whole number of GiB from 1 to 16384").default(30),
  onDemandFallback: z.boolean().describe("true or false").default(false),
  maxSpotAttempts: z.int().positive().max(10).describe("a whole number from 1 to 10").default(2),
  retryBackoffSeconds: z.number().nonnegative().describe("a number of seconds, 0 or more").default(20),
  owner: word("a word").default("alpha-engine"),
  watchdog: z.boolean().describe("true or false").default(true),
  repository: word("the URL of a git repository").optional(),
  branch: word("the name of a branch").default("main"),
  stepTimeoutSeconds: z.int().min(60).max(172_800).describe("a whole number of seconds from 60 to 172800").optional(),
};

/** Of one launcher: its scripts are what `budgets`, `commands` and `needs` may name. */
export function launcherConfigSchema(scripts: readonly string[]): z.ZodType<LauncherConfig> {
  const byScript = <Value extends z.ZodType>(value: Value) =>
    z.strictObject(Object.fromEntries(scripts.map((name) => [name, value.optional()])));
  const seconds = z.int().min(5).max(172_800).describe("a whole number of seconds from 5 to 172800");
  const lines = z.array(z.string().describe("a shell line")).min(1).describe("a list of one or more shell lines");
  return z.strictObject({
    $schema: z
      .string()
      .describe("the URL or path of this schema")
      .optional()
      .transform(() => undefined),
    ...fields,
    environment: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z_]\w*$/)
          .describe("the name of a variable"),
        z.string().describe("text"),
      )
      .describe("texts by name of a variable")
      .default({}),
    budgets: byScript(seconds).describe("seconds by script name").default({}),
    commands: byScript(lines).describe("lists of shell lines by script name").default({}),
    needs: byScript(needs.describe("what the script needs")).describe("needs by script name").default({}),
  }) as unknown as z.ZodType<LauncherConfig>;
}

/**
 * What a launcher's config may hold, as JSON Schema (draft 2020-12), for editors and for checks in other languages.
 *
 * @param app its name, for the title
 * @param scripts what `budgets`, `commands` and `needs` may name
 *
 * @example
 * ```ts example
 * import { launcherConfigJsonSchema } from "@alpha-engine/spot-workload";
 *
 * console.log(JSON.stringify(launcherConfigJsonSchema("sweeper", ["work"])).includes('"instanceTypes"'));
 * ```
 * ```text output
 * true
 * ```
 */
export function launcherConfigJsonSchema(app: string, scripts: readonly string[]): object {
  const { $schema, ...rest } = z.toJSONSchema(launcherConfigSchema(scripts), { io: "input" });
  return { $schema, title: `${app}: the launcher's config`, ...rest };
}
