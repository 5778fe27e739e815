import { oneOf } from "@alpha-engine/command-line";
import { exitCodeHelp } from "@alpha-engine/dialect";

import { SOURCE_KINDS, type SourceKind } from "../fidelity-entry.ts";
import type { Program } from "./program.ts";

interface FidelityFlags {
  readonly kind?: SourceKind;
  readonly json?: true;
}

/** Prints a paragraph per behaviour, or all of them as one JSON array. */
export function addFidelity(program: Program): void {
  program
    .command("fidelity")
    .description("print what is modelled of AWS, where each behaviour is known from, and the test that shows it")
    .option("--kind <kind>", `only those of a kind: ${SOURCE_KINDS.join(", ")}`, oneOf(...SOURCE_KINDS))
    .option("--json", "as a JSON array")
    .addHelpText("after", `\n${exitCodeHelp("ok", "usage")}`)
    .action(async ({ kind: asked, json }: FidelityFlags) => {
      const { fidelity } = await import("../fidelity.ts");
      const rows = fidelity.filter(({ kind }) => asked === undefined || kind === asked);
      const paragraphs = rows.map(
        ({ id, behaviour, kind, source, date, file, test }) =>
          `${id}\n  ${behaviour}\n  ${kind}: ${source}, ${date}\n  ${file}, shown by "${test}"\n\n`,
      );
      process.stdout.write(json === true ? `${JSON.stringify(rows)}\n` : paragraphs.join(""));
    });
}
