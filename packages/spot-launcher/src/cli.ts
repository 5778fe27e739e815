import { createProgram, ExitError, integer, runProgram, seconds } from "@alpha-engine/command-line";

import packageJson from "../package.json" with { type: "json" };
import { exitCodeOf } from "./exit-code.ts";

interface LaunchFlags {
  readonly types: string;
  readonly subnets: string;
  readonly imageId: string;
  readonly securityGroup?: readonly string[];
  readonly iamProfile?: string;
  readonly keyName?: string;
  readonly name: string;
  readonly runId: string;
  readonly owner: string;
  readonly purpose: string;
  readonly deadline: number;
  readonly volumeSize: number;
  readonly onDemand?: boolean;
  readonly json?: boolean;
}

const EXIT_CODES = `Exit codes: 0 and the instance id alone on stdout; 64 no capacity anywhere; 1 refused; 2 bad input.`;

/** `spot-launcher launch | classify-termination | terminate | reap` */
export async function main(argv: readonly string[]): Promise<void> {
  const program = createProgram({ ...packageJson, name: "spot-launcher", epilogue: EXIT_CODES });
  program
    .command("launch")
    .description("get one instance from the first pool that has one")
    .requiredOption("--types <list>", "instance types in order of preference, with commas")
    .requiredOption("--subnets <list>", "subnets, with commas; every type is tried in each")
    .requiredOption("--image-id <id>", "the image")
    .requiredOption("--name <name>", "the Name tag")
    .requiredOption("--run-id <id>", "names the run, in the tags and in the idempotency token")
    .requiredOption("--owner <name>", "who answers for it")
    .requiredOption("--purpose <word>", "what it works on")
    .option("--deadline <duration>", "from now; past it the reaper may take it", seconds, 14_400)
    .option("--security-group <id...>", "security groups")
    .option("--iam-profile <name>", "instance profile")
    .option("--key-name <name>", "key pair")
    .option("--volume-size <gib>", "root volume", integer(1, 16_384), 30)
    .option("--on-demand", "fall back to on-demand when spot is dry everywhere")
    .option("--json", "print everything that is known of the instance")
    .action(launchOne);
  program
    .command("classify-termination")
    .description("say why an instance ended: reclaim, other or unknown")
    .requiredOption("--instance-id <id>", "the instance")
    .option("--json", "as JSON; else five fields with tabs, - where one is empty")
    .action(async ({ instanceId, json }: { instanceId: string; json?: boolean }) => {
      const { classifyTermination } = await import("./termination/classify.ts");
      const found = await classifyTermination(instanceId);
      const fields = [
        found.classification,
        found.state,
        found.stateReasonCode,
        found.transitionReason,
        found.spotRequestCode,
      ];
      process.stdout.write(
        json === true ? `${JSON.stringify(found)}\n` : `${fields.map((field) => field ?? "-").join("\t")}\n`,
      );
    });
  program
    .command("terminate")
    .description("give an instance back")
    .requiredOption("--instance-id <id>", "the instance")
    .action(async ({ instanceId }: { instanceId: string }) => {
      const { giveBack } = await import("./termination/give-back.ts");
      await giveBack(instanceId);
    });
  program
    .command("reap")
    .description("list instances past the deadline in their own tag; with --apply terminate them")
    .option("--apply", "really terminate")
    .option("--json", "one JSON line each")
    .action(async ({ apply, json }: { apply?: boolean; json?: boolean }) => {
      const { reap } = await import("./reap/reap.ts");
      const overdue = await reap({ apply });
      for (const one of overdue) {
        const done = one.terminated ? "terminated" : (one.problem ?? "would terminate");
        const line = `${done} ${one.instanceId} (${one.purpose ?? "?"}, run ${one.runId ?? "?"}): ${one.why}`;
        process.stdout.write(`${json === true ? JSON.stringify(one) : line}\n`);
      }
      if (overdue.some(({ problem }) => problem !== undefined)) throw new ExitError(1);
    });
  await runProgram(program, argv, exitCodeOf);
}

async function launchOne(flags: LaunchFlags): Promise<void> {
  const { launch } = await import("./launch/launch.ts");
  const instance = await launch(
    {
      instanceTypes: list(flags.types),
      subnetIds: list(flags.subnets),
      imageId: flags.imageId,
      securityGroupIds: flags.securityGroup,
      iamInstanceProfile: flags.iamProfile,
      keyName: flags.keyName,
      name: flags.name,
      runId: flags.runId,
      owner: flags.owner,
      purpose: flags.purpose,
      deadline: new Date(Date.now() + flags.deadline * 1000),
      volumeSize: flags.volumeSize,
      onDemandFallback: flags.onDemand,
    },
    {
      onRefusal: ({ instanceType, subnetId, market, code }) =>
        process.stderr.write(`${instanceType} ${subnetId} ${market}: ${code}\n`),
    },
  );
  process.stdout.write(flags.json === true ? `${JSON.stringify(instance)}\n` : `${instance.instanceId}\n`);
}

function list(text: string): readonly string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
