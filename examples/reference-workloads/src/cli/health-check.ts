import { preflight } from "@alpha-engine/artifacts";
import { createProgram, ExitError, oneOf, runProgram } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { type Place, placeFromEnvironment } from "../desk/place.ts";
import { checkArtifacts, checkConstituents, checkSubstrate, type Finding } from "../health/checks.ts";
import { readJson } from "../health/read-json.ts";

interface Flags {
  readonly alert?: true;
  readonly preflightOnly?: true;
  readonly constituents?: true;
}

const EPILOGUE = `The bucket is $S3_BUCKET, the day $RUN_DATE. Exit codes: 0 nothing is wrong; 1 something is; 2 usage.`;
const PREFLIGHT = ["--preflight-only", "check that the bucket answers, then exit 0: nothing is looked at"] as const;
const ALERT = ["--alert", "say ALERT for each finding"] as const;

/** `health-check artifacts | substrate`: whether what a run has left is whole. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "health-check", epilogue: EPILOGUE });
  program
    .command("artifacts")
    .description("every manifest of the day: its files are there, in their size")
    .option(...ALERT)
    .option(...PREFLIGHT)
    .action(async (flags: Flags) => await check(flags, (place) => checkArtifacts(place, readJson)));
  program
    .command("substrate")
    .description("the logs of the day are there; with --constituents the closes that were collected, too")
    .requiredOption("--cadence <cadence>", "daily or weekly", oneOf("daily", "weekly"))
    .option("--constituents", "the closes, too")
    .option(...ALERT)
    .option(...PREFLIGHT)
    .action(
      async (flags: Flags) =>
        await check(flags, async (place) => {
          const today = new Date().toISOString().slice(0, 10);
          const closes = flags.constituents === true ? await checkConstituents(place) : [];
          return [...(await checkSubstrate(place, today)), ...closes];
        }),
    );
  await runProgram(program, argv);
}

async function check(flags: Flags, look: (place: Place) => Promise<readonly Finding[]>): Promise<void> {
  const place = placeFromEnvironment();
  await preflight({ bucket: place.bucket });
  if (flags.preflightOnly === true) return;
  const findings = await look(place);
  for (const { what, problem } of findings)
    process.stdout.write(
      `${problem === undefined ? "ok" : flags.alert === true ? "ALERT" : "bad"}  ${what}${problem === undefined ? "" : `: ${problem}`}\n`,
    );
  if (findings.some(({ problem }) => problem !== undefined)) throw new ExitError(1);
}
