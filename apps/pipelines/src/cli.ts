import { createProgram, integer, jsonObject, oneOf, runProgram, UsageError } from "@alpha-engine/command-line";

import packageJson from "../package.json" with { type: "json" };
import { registerChecks } from "./check/command.ts";
import { registerDeploy } from "./deploy/command.ts";
import { type Pipeline, PIPELINES } from "./pipelines.ts";
import { registerRedrive } from "./redrive/command.ts";
import type { RehearseFlags } from "./rehearse/command.ts";
import type { PipelineSettings } from "./settings.ts";

const EPILOGUE = `Exit codes: 0 good: the execution SUCCEEDED, nothing was found, it is deployed; 1 it failed, left something behind, or
something was found; 2 usage; 130 or 143 interrupted.`;

/** `pipelines list | show | lint | graph | rehearse | deploy | rollback | redrive` */
export async function main(argv: readonly string[]): Promise<void> {
  // Who reads a definition through head has enough.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 141 : 1));
  const program = createProgram({ ...packageJson, name: "pipelines", epilogue: EPILOGUE });
  program
    .command("list")
    .description("the pipelines")
    .action(() => {
      for (const [name, { description }] of Object.entries(PIPELINES))
        process.stdout.write(`${name}\t${description}\n`);
    });
  program
    .command("show")
    .description("print a pipeline's definition as JSON")
    .argument("<name>", "the pipeline")
    .option(
      "--sns-topic-arn <arn>",
      "where its notifications go",
      "arn:aws:sns:us-east-1:000000000000:alpha-engine-alerts",
    )
    .option(
      "--query-language <language>",
      "what its paths and expressions are written in",
      oneOf("JSONPath", "JSONata"),
      "JSONPath",
    )
    .action((name: string, settings: PipelineSettings) => {
      process.stdout.write(`${JSON.stringify(pipelineNamed(name).definition(settings), undefined, 2)}\n`);
    });
  program
    .command("rehearse")
    .description("run a pipeline on this machine, with real processes")
    .argument("<name>", "the pipeline")
    .option("--input <json>", "the execution's input", jsonObject, {})
    .option("--fail <state>", "let this step's work exit with 3; repeatable", collect, [])
    .option("--reclaim <state>", "take this step's spot instance away in the middle; repeatable", collect, [])
    .option(
      "--config <file>",
      "bucket and launcher configs, JSON or YAML (default: made-up machines, reference workloads)",
    )
    .option("--dir <folder>", "where rehearsals are kept", ".rehearsal")
    .option("--name <name>", "of the execution (default: the pipeline and the time)", executionName)
    .option("--port <number>", "of the cloud's endpoint (default: any free one)", integer(1, 65_535))
    .option("--rate <n>", "how many times faster the cloud's clock runs while something works", integer(1, 100_000), 60)
    .option("--sandbox <kind>", "auto, namespaces or plain", oneOf("auto", "namespaces", "plain"), "auto")
    .option("--json", "print the summary as JSON instead of the table")
    .action(async (name: string, flags: RehearseFlags) => {
      const { rehearseCommand } = await import("./rehearse/command.ts");
      await rehearseCommand(name, pipelineNamed(name), flags);
    });
  registerChecks(program, pipelineNamed);
  registerDeploy(program);
  registerRedrive(program);
  await runProgram(program, argv);
}

function pipelineNamed(name: string): Pipeline {
  const pipeline = PIPELINES[name];
  if (pipeline !== undefined) return pipeline;
  throw new UsageError(`no pipeline "${name}"; expected one of ${Object.keys(PIPELINES).join(", ")}`);
}

function collect(word: string, before: readonly string[]): readonly string[] {
  return [...before, word];
}

/** As Step Functions takes them, and as a folder's name. */
function executionName(text: string): string {
  if (/^[\w-]{1,80}$/.test(text)) return text;
  throw new UsageError(`--name: expected up to 80 letters, digits, - and _, got ${JSON.stringify(text)}`);
}
