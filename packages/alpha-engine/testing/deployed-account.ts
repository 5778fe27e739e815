import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { type Faults, startLocalCloud } from "@alpha-engine/local-cloud";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { SFN } from "@aws-sdk/client-sfn";

const BIN = fileURLToPath(new URL("../dist/bin.js", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An account on loopback, a checkout with a configuration to deploy from, and `alpha-engine` as a process in it. */
export interface Account extends AsyncDisposable {
  readonly folder: string;
  readonly sfn: SFN;
  readonly eventBridge: EventBridge;
  /** `states.UpdateStateMachine`, in the order in which they came. */
  readonly calls: string[];
  faults: Faults;
  readonly environment: NodeJS.ProcessEnv;
  git(...argv: readonly string[]): Promise<string>;
  start(...argv: readonly string[]): { readonly pid: number; readonly ended: Promise<Ran> };
  run(...argv: readonly string[]): Promise<Ran>;
}

export const TARGET = {
  account: "000000000000",
  region: "us-east-1",
  settings: { snsTopicArn: "arn:aws:sns:us-east-1:000000000000:alpha-engine-alerts" },
  roles: {
    stateMachines: "arn:aws:iam::000000000000:role/state-machines",
    schedules: "arn:aws:iam::000000000000:role/schedules",
  },
  input: { ec2_instance_id: ["i-0000000000000000a"], trading_instance_id: ["i-0000000000000000b"] },
} as const;

/** A definition as the pipeline that is deployed for a topic has it. */
export function definitionFor(pipeline: string, topic: string): object {
  return {
    Comment: pipeline,
    StartAt: "Tell",
    TimeoutSeconds: 60,
    States: {
      Tell: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { TopicArn: topic, Message: "done" },
        End: true,
      },
    },
  };
}

const CONFIG = `
import { defineConfig } from "alpha-engine";

${String(definitionFor)}
const box = { ec2_instance_id: { type: "instance" }, pipeline_role: { type: "text" } } as const;
const pipeline = (name: string, more = {}) => ({
  definition: ({ snsTopicArn }: { snsTopicArn: string }) => definitionFor(name, snsTopicArn),
  fields: { ...box, ...more },
  stateMachineName: \`alpha-engine-\${name}-pipeline\`,
});
const schedule = (name: string, of: string, expression: string, input: object) => ({
  pipeline: of,
  ruleName: \`alpha-engine-\${name}\`,
  expression,
  input: { ...input },
});
export default defineConfig({
  pipelines: {
    saturday: pipeline("saturday", { shell_run: { type: "boolean", default: false } }),
    weekday: pipeline("weekday", { trading_instance_id: { type: "instance" } }),
    eod: pipeline("eod"),
  },
  schedules: {
    saturday: schedule("saturday", "saturday", "cron(0 9 ? * SAT *)", { pipeline_role: "weekly" }),
    weekday: schedule("weekday", "weekday", "cron(45 12 ? * MON-FRI *)", { pipeline_role: "daily" }),
    "friday-dry-run": schedule("friday-dry-run", "saturday", "cron(0 23 ? * FRI *)", {
      pipeline_role: "shell-run",
      shell_run: true,
    }),
  },
});
`;

export async function startAccount(): Promise<Account> {
  const folder = await mkdtemp(join(tmpdir(), "deploy-test-"));
  const checkout = join(folder, "checkout");
  const calls: string[] = [];
  const state: { faults: Faults } = { faults: {} };
  const cloud = await startLocalCloud({
    directory: join(folder, "cloud"),
    sandbox: "plain",
    faults: {
      request: (view) => {
        calls.push(`${view.service}.${view.operation}`);
        return state.faults.request?.(view);
      },
    },
  });
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = cloud.environment;
  const client = { endpoint: cloud.endpoint, region: cloud.region, credentials: { accessKeyId, secretAccessKey } };
  const sfn = new SFN(client);
  const eventBridge = new EventBridge(client);
  const environment = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...cloud.environment };
  const git = async (...argv: readonly string[]): Promise<string> => {
    const who = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    return (await promisify(execFile)("git", ["-C", checkout, ...who, ...argv])).stdout.trim();
  };
  const start: Account["start"] = (...argv) => {
    const child = spawn(process.execPath, [BIN, ...argv], {
      cwd: checkout,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]).then(
      ([stdout, stderr, [code]]) => ({ code: code as number | null, stdout, stderr }),
    );
    return { pid: child.pid ?? 0, ended };
  };
  await promisify(execFile)("git", ["init", "--quiet", checkout]);
  await writeFile(join(checkout, "account.json"), JSON.stringify(TARGET));
  await writeFile(join(checkout, "alpha-engine.config.ts"), CONFIG);
  await git("add", ".");
  await git("commit", "--quiet", "--message", "an account");
  return Object.assign(state, {
    folder: checkout,
    sfn,
    eventBridge,
    calls,
    environment,
    git,
    start,
    run: async (...argv: readonly string[]) => await start(...argv).ended,
    [Symbol.asyncDispose]: async () => {
      sfn.destroy();
      eventBridge.destroy();
      await cloud.stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}
