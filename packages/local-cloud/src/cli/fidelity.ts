import { exitCodeHelp } from "@alpha-engine/dialect";

import type { Program } from "./program.ts";

/** Prints a paragraph per behaviour, or all of them as one JSON array. */
export function addFidelity(program: Program): void {
  program
    .command("fidelity")
    .description("print what is modelled of AWS, where each behaviour is known from, and the test that shows it")
    .option("--json", "as a JSON array")
    .addHelpText("after", `\n${exitCodeHelp("ok", "usage")}`)
    .action(async ({ json }: { readonly json?: true }) => {
      const { fidelity } = await import("../fidelity.ts");
      const paragraphs = fidelity.map(
        ({ id, behaviour, kind, source, date, file, test }) =>
          `${id}\n  ${behaviour}\n  ${kind}: ${source}, ${date}\n  ${file}, shown by "${test}"\n\n`,
      );
      process.stdout.write(json === true ? `${JSON.stringify(fidelity)}\n` : paragraphs.join(""));
    });
}
