import type { LauncherConfig, Needs } from "../config/schema.ts";
import type { LauncherPlan } from "./plan.ts";

/** What every script finds in its environment: that it gets there is looked at. */
const EXPORTED = ["AWS_REGION", "S3_BUCKET", "RUN_DATE"];
/** The scripts of every mode. */
const BEFORE_WORK = ["bootstrap", "deps", "preflight"];

/** What the config says that the scripts of this mode need, all together; and that the log of each stage is shipped. */
export function needsOf({ stages }: LauncherPlan, { needs }: LauncherConfig): Needs {
  const names = stages.map(({ name }) => name);
  const said = [...BEFORE_WORK, ...names].flatMap((name) => needs[name] ?? []);
  const union = (key: Exclude<keyof Needs, "diskMiB">): readonly string[] => [
    ...new Set(said.flatMap((each) => each[key] ?? [])),
  ];
  const disk = said.flatMap(({ diskMiB }) => diskMiB ?? []);
  return {
    environment: [...EXPORTED, ...union("environment")],
    secrets: union("secrets"),
    reach: union("reach"),
    programs: union("programs"),
    writes: [...names.map((name) => `_ssm_logs/spot-${name}/`), ...union("writes")],
    ...(disk.length === 0 ? {} : { diskMiB: Math.max(...disk) }),
  };
}
