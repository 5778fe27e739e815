import { ExitError } from "@alpha-engine/command-line";
import { exitCodeOfSignal } from "@alpha-engine/dialect";

import { SpotLauncherError } from "../errors.ts";
import { launch } from "../launch/launch.ts";
import type { LaunchOptions } from "../launch/spec.ts";

export interface LaunchFlags {
  readonly types: readonly string[];
  readonly subnets: readonly string[];
  readonly imageId: string;
  readonly securityGroup?: readonly string[];
  readonly iamProfile?: string;
  readonly keyName?: string;
  readonly name: string;
  readonly runId: string;
  readonly attempt?: number;
  readonly owner: string;
  readonly purpose: string;
  readonly deadline: number;
  readonly watchdog: number | boolean;
  readonly strategy: "rotation" | "fleet";
  readonly avoidPools?: readonly string[];
  readonly onDemand?: boolean;
  readonly spot: boolean;
  readonly patience: number;
  readonly volumeSize: number;
  readonly volumeType: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly region?: string;
  readonly json?: boolean;
}

/** The id alone on stdout, progress on stderr. The first signal gives back what was launched, the second does not wait. */
export async function launchOne(flags: LaunchFlags): Promise<void> {
  const aborting = new AbortController();
  let by: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (by !== undefined) process.exit(exitCodeOfSignal(signal));
    by = signal;
    process.stderr.write(`spot-launcher: ${signal}: giving back what was launched\n`);
    aborting.abort();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  try {
    const instance = await launch({
      ...specOf(flags),
      signal: aborting.signal,
      onRefusal: ({ instanceType, subnetId, market, code }) =>
        process.stderr.write(`${instanceType} ${subnetId} ${market}: ${code}\n`),
    });
    process.stdout.write(flags.json === true ? `${JSON.stringify(instance)}\n` : `${instance.instanceId}\n`);
  } catch (error) {
    if (by === undefined || !(error instanceof SpotLauncherError) || error.code !== "LAUNCH_CANCELLED") throw error;
    throw new ExitError(exitCodeOfSignal(by), `spot-launcher: ${error.message}`);
  }
}

function specOf(flags: LaunchFlags): LaunchOptions {
  const after = (seconds: number): Date => new Date(Date.now() + seconds * 1000);
  return {
    instanceTypes: flags.types,
    subnetIds: flags.subnets,
    imageId: flags.imageId,
    securityGroupIds: flags.securityGroup,
    iamInstanceProfile: flags.iamProfile,
    keyName: flags.keyName,
    name: flags.name,
    runId: flags.runId,
    attempt: flags.attempt,
    owner: flags.owner,
    purpose: flags.purpose,
    deadline: after(flags.deadline),
    watchdog: typeof flags.watchdog === "number" ? after(flags.watchdog) : flags.watchdog ? undefined : false,
    strategy: flags.strategy,
    avoidPools: flags.avoidPools,
    onDemandFallback: flags.onDemand,
    spot: flags.spot,
    patience: flags.patience,
    volumeSize: flags.volumeSize,
    volumeType: flags.volumeType,
    tags: flags.tag,
  };
}
