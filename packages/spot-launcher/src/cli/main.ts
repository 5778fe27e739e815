import { createProgram, ExitError, integer, keyValue, oneOf, runProgram, seconds } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import packageJson from "../../package.json" with { type: "json" };
import { exitCodeOf } from "../exit-code.ts";
import type { ClassifyFlags } from "./classify-termination.ts";
import type { LaunchFlags } from "./launch.ts";
import type { OfferingsFlags } from "./offerings.ts";

type Program = ReturnType<typeof createProgram>;

/** Of every command here. */
const USUAL = [["bad", "EC2 refused it, would not say, or could not be reached"], "usage"] as const;
const LAUNCH_EXIT_CODES = exitCodeHelp(
  ["ok", "an instance; its id alone on stdout"],
  ["bad", "EC2 refused the launch, or nobody says what came of it"],
  "usage",
  "noCapacity",
  ["interrupted", "interrupted (Ctrl-C); what had been launched was given back"],
  ["terminated", "terminated; what had been launched was given back"],
);

/** `spot-launcher launch | classify-termination | terminate | reap | offerings` */
export async function main(argv: readonly string[]): Promise<void> {
  const epilogue = exitCodeHelp("ok", ...USUAL, "noCapacity", "signal");
  const program = createProgram({ ...packageJson, name: "spot-launcher", epilogue });
  addLaunch(program);
  addClassifyTermination(program);
  addTerminate(program);
  addReap(program);
  addOfferings(program);
  await runProgram(program, argv, exitCodeOf);
}

function addLaunch(program: Program): void {
  program
    .command("launch")
    .description("get one instance from the first pool that has one")
    .requiredOption("--types <list>", "instance types in order of preference, with commas", list)
    .requiredOption("--subnets <list>", "subnets, with commas; every type is tried in each", list)
    .requiredOption("--image-id <id>", "the image")
    .requiredOption("--name <name>", "the Name tag")
    .requiredOption("--run-id <id>", "names the run, in the tags and in the idempotency token")
    .requiredOption("--owner <name>", "who answers for it")
    .requiredOption("--purpose <word>", "what it works on")
    .option("--attempt <n>", "which attempt of the run, from 1", integer(1))
    .option("--deadline <duration>", "from now; past it the reaper may take it", seconds, 14_400)
    .option(
      "--watchdog <duration>",
      "from now; then the instance ends itself (default: 5 min before the deadline)",
      seconds,
    )
    .option("--no-watchdog", "arm nothing on the instance")
    .option("--strategy <word>", "rotation or fleet", oneOf("rotation", "fleet"), "rotation")
    .option("--avoid-pools <list>", "type/subnet, with commas; tried last", list)
    .option("--on-demand", "fall back to on-demand when spot is dry everywhere")
    .option("--no-spot", "on-demand only")
    .option("--patience <duration>", "how long a throttled API or a full quota is waited for", seconds, 120)
    .option("--security-group <id...>", "security groups")
    .option("--iam-profile <name>", "instance profile")
    .option("--key-name <name>", "key pair")
    .option("--volume-size <gib>", "root volume", integer(1, 16_384), 30)
    .option("--volume-type <type>", "of the root volume", "gp3")
    .option("--tag <name=value>", "one more tag, repeatable", keyValue)
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "print everything that is known of the instance")
    .addHelpText("after", `\n${LAUNCH_EXIT_CODES}`)
    .action(async (flags: LaunchFlags) => {
      useRegion(flags);
      const { launchOne } = await import("./launch.ts");
      await launchOne(flags);
    });
}

function addClassifyTermination(program: Program): void {
  program
    .command("classify-termination")
    .description("say why an instance ended: reclaim, other or unknown")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--patience <duration>", "ask on while the answer is unknown", seconds, 0)
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "as JSON; else five fields with tabs, - where one is empty")
    .addHelpText("after", `\n${exitCodeHelp(["ok", "whatever the class, also unknown"], "usage")}`)
    .action(async (flags: ClassifyFlags) => {
      useRegion(flags);
      const { printTermination } = await import("./classify-termination.ts");
      await printTermination(flags);
    });
}

function addTerminate(program: Program): void {
  program
    .command("terminate")
    .description("give an instance back")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--region <name>", "instead of AWS_REGION")
    .addHelpText(
      "after",
      `\n${exitCodeHelp("ok", ["bad", "it may be running still; stderr says what ends it"], "usage")}`,
    )
    .action(async (flags: { instanceId: string; region?: string }) => {
      useRegion(flags);
      const { terminate } = await import("./terminate.ts");
      await terminate(flags.instanceId);
    });
}

function addReap(program: Program): void {
  program
    .command("reap")
    .description("list what is past the deadline in its own tag; with --apply take it")
    .option("--apply", "really take it")
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "one JSON line each")
    .addHelpText("after", `\n${exitCodeHelp("ok", ["bad", "something could not be listed or taken"], "usage")}`)
    .action(async (flags: { apply?: boolean; region?: string; json?: boolean }) => {
      useRegion(flags);
      const { printReaped } = await import("./reap.ts");
      if (!(await printReaped(flags))) throw new ExitError(1);
    });
}

function addOfferings(program: Program): void {
  program
    .command("offerings")
    .description("say which types are offered in which subnets")
    .requiredOption("--types <list>", "instance types, with commas", list)
    .option("--subnets <list>", "subnets, with commas (default: all)", list)
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "one JSON line each")
    .addHelpText("after", `\n${exitCodeHelp("ok", ...USUAL)}`)
    .action(async (flags: OfferingsFlags) => {
      useRegion(flags);
      const { printOfferings } = await import("./offerings.ts");
      await printOfferings(flags);
    });
}

/** Before any client is made. */
function useRegion({ region }: { readonly region?: string }): void {
  if (region !== undefined) process.env.AWS_REGION = region;
}

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
