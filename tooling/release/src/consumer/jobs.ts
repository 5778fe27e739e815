import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ReleaseCheckError } from "../errors.ts";
import type { Ran } from "../process/run.ts";
import type { Command } from "./commands.ts";
import type { Cloud } from "./local-cloud.ts";

interface Stage {
  /** A folder for files. */
  readonly folder: string;
  readonly cloud: Cloud;
  /** Runs an installed command with the cloud's environment; 0 is expected unless said otherwise. */
  readonly tool: (command: string, args: readonly string[], expect?: number, input?: string) => Promise<Ran>;
}

/** One real job of a command; throws where it does not do it. */
type Job = (stage: Stage) => Promise<void>;

const DEFINITION = {
  StartAt: "Double",
  States: { Double: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, $.n)" }, End: true } },
};

const JOBS: Readonly<Record<string, Job>> = {
  asl: async ({ folder, tool }) => {
    await writeFile(join(folder, "double.json"), JSON.stringify(DEFINITION));
    const { stdout } = await tool("asl", ["run", "double.json", "--input", '{"n":21}', "--json"]);
    same((JSON.parse(stdout) as { output?: { n?: number } }).output?.n, 42, "the output of the definition");
  },

  "local-cloud": async ({ cloud, tool }) => {
    const { stdout } = await tool("local-cloud", ["env", "--dir", cloud.folder, "--json"]);
    const { AWS_ENDPOINT_URL } = JSON.parse(stdout) as Record<string, string>;
    same(AWS_ENDPOINT_URL, cloud.environment.AWS_ENDPOINT_URL, "the endpoint");
  },

  /** A command that says something and fails: its words in the bucket, its exit code out. */
  "log-capture": async ({ cloud, tool }) => {
    const words = `said-${Date.now()}`;
    const child = ["sh", "-c", `echo ${words}; exit 3`];
    await tool("log-capture", ["run", "--slug", "job", "--log", "job.log", "--bucket", "logs", "--", ...child], 3);
    const logs: string[] = [];
    for await (const file of glob("s3/logs/_ssm_logs/job/**/*.log", { cwd: cloud.folder })) {
      logs.push(await readFile(join(cloud.folder, file), "utf8"));
    }
    same(logs.includes(`${words}\n`), true, "the bucket holds what the command said");
  },

  "spot-launcher": async (stage) => {
    await withInstance(stage, async () => {});
  },

  "spot-workload": async ({ tool }) => {
    const { stdout } = await tool("spot-workload", ["reap-staging", "--bucket", "logs"]);
    same(stdout, "", "nothing is staged, so nothing would be removed");
  },

  /** A script on an instance: its words out, its exit code too. */
  "ssm-dispatcher": async (stage) => {
    await withInstance(stage, async (instanceId) => {
      await stage.tool("ssm-dispatcher", ["wait-online", "--instance-id", instanceId]);
      const args = ["run", "--instance-id", instanceId, "--description", "release check", "--script-stdin"];
      const { stdout } = await stage.tool("ssm-dispatcher", args, 7, "echo it-ran; exit 7\n");
      same(stdout.includes("it-ran"), true, "the script's output is passed on");
    });
  },

  "state-machine": async ({ folder, tool }) => {
    await writeFile(join(folder, "double.json"), JSON.stringify(DEFINITION));
    const { stdout } = await tool("state-machine", ["graph", "double.json", "--format", "mermaid"]);
    same(stdout.includes("Double"), true, "the graph shows the definition's state");
  },

  pins: async ({ folder, tool }) => {
    const { stdout } = await tool("pins", ["--json", join(folder, "package.json")]);
    same((JSON.parse(stdout) as { ok?: boolean }).ok, true, "the consumer pins everything");
  },
};

export async function doJobs(commands: readonly Command[], stage: Stage): Promise<void> {
  for (const { name } of commands) {
    const job = JOBS[name];
    const where = "tooling/release/src/consumer/jobs.ts";
    if (job === undefined)
      throw new ReleaseCheckError(`the command ${name} has no job here: add one to JOBS in ${where}`);
    try {
      await job(stage);
    } catch (error) {
      throw new ReleaseCheckError(`the job of ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function withInstance({ tool }: Stage, work: (instanceId: string) => Promise<void>): Promise<void> {
  const tags = ["--name", "release-check", "--run-id", `run-${Date.now()}`, "--owner", "release", "--purpose", "check"];
  const where = ["--types", "c7i.large", "--subnets", "subnet-a", "--image-id", "ami-job"];
  const instanceId = (await tool("spot-launcher", ["launch", ...where, ...tags])).stdout.trim();
  same(/^i-[0-9a-f]+$/.test(instanceId), true, `an instance id alone on stdout, and not "${instanceId}"`);
  await work(instanceId);
  await tool("spot-launcher", ["terminate", "--instance-id", instanceId]);
}

function same(actual: unknown, expected: unknown, what: string): void {
  if (actual === expected) return;
  throw new ReleaseCheckError(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}
