import { integer, oneOf, UsageError } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import { DIRECTORY } from "./directory.ts";
import type { Program } from "./program.ts";

interface CapacityFlags {
  readonly dir: string;
  readonly type?: string;
  readonly zone?: string;
  readonly lifecycle?: string;
  readonly available?: number;
  readonly error?: string;
}

/** Gives the cloud that runs one more rule about what there is. */
export function addCapacity(program: Program, name: string): void {
  program
    .command("capacity")
    .description("say to the one that runs what there is to launch from now on")
    .option("--dir <folder>", "the folder given to start", DIRECTORY)
    .option("--type <instance-type>", "with * for anything; every type where it is left out")
    .option("--zone <zone>", "or its letter; every zone where it is left out")
    .option("--lifecycle <name>", "spot or on-demand; both where it is left out", oneOf("spot", "on-demand"))
    .option("--available <n>", "how many instances may live there at once", integer(0, 1_000_000))
    .option("--error <code>", "what a launch there is refused with; none for nothing")
    .addHelpText("after", `\n${exitCodeHelp("ok", ["bad", "no cloud runs in that folder"], "usage")}`)
    .action(async ({ dir, type, error, ...rest }: CapacityFlags) => {
      if (rest.available === undefined && error === undefined) {
        throw new UsageError("say --available N, or --error CODE for what a launch is refused with");
      }
      const code = error === undefined ? {} : { error: error === "none" ? null : { code: error } };
      const { order } = await import("./order.ts");
      await order({ dir, name }, "capacity", {
        ...rest,
        ...(type === undefined ? {} : { instanceType: type }),
        ...code,
      });
    });
}
