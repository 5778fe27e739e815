import { SCRIPTS as BACKTESTER_SCRIPTS } from "@alpha-engine/backtester";
import { SCRIPTS as DATA_WEEKLY_SCRIPTS } from "@alpha-engine/data-weekly";
import { SCRIPTS as PREDICTOR_SCRIPTS } from "@alpha-engine/predictor";
import { referenceCommands } from "@alpha-engine/reference-workloads";
import { type LauncherConfig, parseConfig } from "@alpha-engine/spot-workload";
import { prettifyError, z } from "zod";

const LAUNCHERS = {
  "data-weekly": { scripts: DATA_WEEKLY_SCRIPTS, instanceTypes: ["c5.large", "m5.large", "c6i.large", "c5a.large"] },
  predictor: { scripts: PREDICTOR_SCRIPTS, instanceTypes: ["r5.large", "r5a.large", "r6i.large", "m5.large"] },
  backtester: { scripts: BACKTESTER_SCRIPTS, instanceTypes: ["c5.large", "m5.large", "c6i.large", "c5a.large"] },
} as const;

export type LauncherName = keyof typeof LAUNCHERS;

/** What a rehearsal stands on; the settings may change any of it. */
export interface RehearsalConfig {
  /** Artifacts, logs, staging. */
  readonly bucket: string;
  readonly launchers: Readonly<Record<LauncherName, LauncherConfig>>;
}

const BUCKET = "alpha-engine-research";
const partial = z.record(z.string(), z.unknown()).default({});
const settingsSchema = z.strictObject({
  snsTopicArn: z.string().optional(),
  queryLanguage: z.string().optional(),
  bucket: z.string().min(1).default(BUCKET),
  launchers: z.strictObject({ "data-weekly": partial, predictor: partial, backtester: partial }).prefault({}),
});

/** What a rehearsal stands on: made-up machines and the reference workloads, under what the settings say. */
export function rehearsalConfig(settings: object): RehearsalConfig {
  const { data, error } = settingsSchema.safeParse(settings);
  if (error !== undefined) throw new Error(`the settings are wrong: ${prettifyError(error).replaceAll("\n", " ")}`);
  const launcher = (name: LauncherName): LauncherConfig =>
    parseConfig(
      { ...machines(name, data.bucket), ...data.launchers[name], commands: commandsOf(name, data.launchers[name]) },
      LAUNCHERS[name].scripts,
      `launchers.${name}`,
    );
  return {
    bucket: data.bucket,
    launchers: {
      "data-weekly": launcher("data-weekly"),
      predictor: launcher("predictor"),
      backtester: launcher("backtester"),
    },
  };
}

/** What the settings say, and the reference workloads for every other script. */
function commandsOf(name: LauncherName, { commands = {} }: Readonly<Record<string, unknown>>): unknown {
  if (typeof commands !== "object" || commands === null) return commands;
  return { ...referenceCommands(name, LAUNCHERS[name].scripts), ...commands };
}

/** Made up. */
function machines(name: LauncherName, bucket: string): Readonly<Record<string, unknown>> {
  return {
    bucket,
    instanceTypes: LAUNCHERS[name].instanceTypes,
    subnetIds: ["a", "b", "c", "d", "e", "f"].map((zone) => `subnet-0000000${zone}`),
    imageId: SPOT_IMAGE,
    retryBackoffSeconds: 0.1,
  };
}

export const SPOT_IMAGE = "ami-0000000000000000a";
export const DISPATCHER_IMAGE = "ami-0000000000000000d";
