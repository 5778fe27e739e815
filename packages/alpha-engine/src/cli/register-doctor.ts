import type { createProgram } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import type { DoctorFlags } from "./doctor.ts";

/** `doctor` */
export function registerDoctor(program: ReturnType<typeof createProgram>): void {
  const doctor = program
    .command("doctor")
    .description("what this machine has of what rehearsals need, what is lost without the rest, and what mends it")
    .option("--json", "print it as JSON")
    .option("--clear-layers", "delete the prepared images that nobody uses before")
    .action(async (flags: DoctorFlags) => (await import("./doctor.ts")).doctorCommand(flags));
  const rows = exitCodeHelp(["ok", "instances are as they can be"], ["bad", "something is missing"], "usage");
  doctor.addHelpText("after", `\n${rows}`);
}
