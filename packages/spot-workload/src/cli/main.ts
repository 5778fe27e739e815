import { createProgram, ExitError, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };

interface ReapFlags {
  readonly bucket: string;
  readonly prefix: string;
  readonly apply?: true;
  readonly json?: true;
}

/** `spot-workload reap-staging` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({
    ...packageJson,
    name: "spot-workload",
    epilogue: "Exit codes: 0 nothing is left that should not be; 1 something could not be listed or removed; 2 usage.",
  });
  program
    .command("reap-staging")
    .description("remove staged files of runs that did not live to do it; says only what it would remove, by default")
    .requiredOption("--bucket <name>", "the launchers' bucket")
    .option("--prefix <prefix>", "where to look", "tmp/")
    .option("--apply", "remove them")
    .option("--json", "one JSON line for each")
    .action(reapStagingCommand);
  await runProgram(program, argv);
}

async function reapStagingCommand({ bucket, prefix, apply, json }: ReapFlags): Promise<void> {
  const { reapStaging } = await import("../staging/staging.ts");
  const stale = await reapStaging({ bucket, prefix, apply });
  for (const one of stale) {
    const word = one.removed ? "removed" : apply === true ? `could not remove, ${one.problem}:` : "would remove";
    const line = `${word} s3://${bucket}/${one.prefix}/: past its deadline, ${one.deadline.toISOString()}`;
    process.stdout.write(`${json === true ? JSON.stringify(one) : line}\n`);
  }
  if (stale.some(({ problem }) => problem !== undefined)) throw new ExitError(1, "");
}
