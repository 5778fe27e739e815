import { createProgram, ExitError, integer, keyValue, oneOf, runProgram, seconds } from "@alpha-engine/command-line";

import packageJson from "../../package.json" with { type: "json" };
import { exitCodeOf } from "../exit-code.ts";
import type { LaunchFlags } from "./launch.ts";

const EXIT_CODES = `Exit codes: 0 and the instance id alone on stdout; 64 no capacity anywhere; 1 refused; 2 bad input;
128+n ended by a signal, with what had been launched given back.`;

/** `spot-launcher launch | classify-termination | terminate | reap | offerings` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "spot-launcher", epilogue: EXIT_CODES });
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
    .action(async (flags: LaunchFlags) => {
      useRegion(flags);
      const { launchOne } = await import("./launch.ts");
      await launchOne(flags);
    });
  program
    .command("classify-termination")
    .description("say why an instance ended: reclaim, other or unknown")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--patience <duration>", "ask on while the answer is unknown", seconds, 0)
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "as JSON; else five fields with tabs, - where one is empty")
    .action(async (flags: { instanceId: string; patience: number; region?: string; json?: boolean }) => {
      useRegion(flags);
      const { classifyTermination } = await import("../termination/classify.ts");
      const found = await classifyTermination(flags.instanceId, { patience: flags.patience });
      const { classification, state, stateReasonCode, transitionReason, spotRequestCode } = found;
      const fields = [classification, state, stateReasonCode, transitionReason, spotRequestCode].map(
        (field) => field?.replaceAll(/\s+/g, " ") ?? "-",
      );
      process.stdout.write(flags.json === true ? `${JSON.stringify(found)}\n` : `${fields.join("\t")}\n`);
    });
  program
    .command("terminate")
    .description("give an instance back")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--region <name>", "instead of AWS_REGION")
    .action(async (flags: { instanceId: string; region?: string }) => {
      useRegion(flags);
      const { giveBack } = await import("../termination/give-back.ts");
      const { fleetOf } = await import("../termination/fleet-of.ts");
      await giveBack({ instanceId: flags.instanceId, fleetId: await fleetOf(flags.instanceId) });
    });
  program
    .command("reap")
    .description("list what is past the deadline in its own tag; with --apply take it")
    .option("--apply", "really take it")
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "one JSON line each")
    .action(async (flags: { apply?: boolean; region?: string; json?: boolean }) => {
      useRegion(flags);
      const { printReaped } = await import("./reap.ts");
      if (!(await printReaped(flags))) throw new ExitError(1);
    });
  program
    .command("offerings")
    .description("say which types are offered in which subnets")
    .requiredOption("--types <list>", "instance types, with commas", list)
    .option("--subnets <list>", "subnets, with commas (default: all)", list)
    .option("--region <name>", "instead of AWS_REGION")
    .option("--json", "one JSON line each")
    .action(
      async (flags: { types: readonly string[]; subnets?: readonly string[]; region?: string; json?: boolean }) => {
        useRegion(flags);
        const { offerings } = await import("../offerings/offerings.ts");
        for (const one of await offerings({ instanceTypes: flags.types, subnetIds: flags.subnets })) {
          const words = [one.instanceType, one.subnetId, one.availabilityZone, one.offered ? "offered" : "not-offered"];
          process.stdout.write(`${flags.json === true ? JSON.stringify(one) : words.join("\t")}\n`);
        }
      },
    );
  await runProgram(program, argv, exitCodeOf);
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
