import { type createProgram, ExitError, oneOf } from "@alpha-engine/command-line";

import { type Pipeline, PIPELINES } from "../pipelines.ts";
import { REHEARSAL_SETTINGS } from "../rehearse/settings.ts";

type Program = ReturnType<typeof createProgram>;
type NamedPipeline = (name: string) => Pipeline;

/** `pipelines lint [NAME…]`, `pipelines graph NAME`. */
export function registerChecks(program: Program, pipelineNamed: NamedPipeline): void {
  program
    .command("lint")
    .description("check the definitions against the defects that are known")
    .argument("[name...]", "pipelines (default: all)")
    .option("--format <format>", "text, json or sarif", oneOf("text", "json", "sarif"), "text")
    .action(async (names: readonly string[], { format }: { readonly format: "text" | "json" | "sarif" }) => {
      const [{ rules, toSarif, toText }, { lintPipeline }] = await Promise.all([
        import("@alpha-engine/lint"),
        import("./lint.ts"),
      ]);
      const chosen = names.length === 0 ? Object.keys(PIPELINES) : names;
      const reports = await Promise.all(chosen.map((name) => lintPipeline(name, pipelineNamed(name))));
      const shown = { json: () => reports, sarif: () => toSarif(reports, rules, "0.0.0") };
      process.stdout.write(format === "text" ? toText(reports) : `${JSON.stringify(shown[format](), undefined, 2)}\n`);
      if (reports.some(({ findings }) => findings.some(({ severity }) => severity !== "info"))) throw new ExitError(1);
    });
  program
    .command("graph")
    .description("draw a definition")
    .argument("<name>", "the pipeline")
    .option("--format <format>", "mermaid, dot or svg", oneOf("mermaid", "dot", "svg"), "mermaid")
    .action(async (name: string, { format }: { readonly format: "mermaid" | "dot" | "svg" }) => {
      const { toDot, toMermaid, toSvg } = await import("@alpha-engine/definition");
      const draw = { mermaid: toMermaid, dot: toDot, svg: toSvg }[format];
      process.stdout.write(draw(pipelineNamed(name).definition(REHEARSAL_SETTINGS)));
    });
}
