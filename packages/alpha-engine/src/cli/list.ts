import { UsageError } from "@alpha-engine/command-line";

import { loadConfig } from "../config/load-config.ts";

/** `alpha-engine list` */
export async function listCommand({
  config: named,
  json,
}: {
  readonly config?: string;
  readonly json?: true;
}): Promise<void> {
  const { config, file } = await loadConfig(named);
  if (file === undefined) throw new UsageError("there is no alpha-engine.config here or above: nothing to list");
  const pipelines = Object.entries(config.pipelines ?? {}).map(([name, pipeline]) => ({
    name,
    description: typeof pipeline === "string" ? pipeline : (pipeline.description ?? ""),
  }));
  const width = Math.max(...pipelines.map(({ name }) => name.length));
  const lines = pipelines.map(({ name, description }) => `${name.padEnd(width)}  ${description}`.trimEnd());
  process.stdout.write(json === true ? `${JSON.stringify(pipelines)}\n` : lines.map((line) => `${line}\n`).join(""));
}
