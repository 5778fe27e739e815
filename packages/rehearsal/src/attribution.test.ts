/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { rehearse, type RehearseOptions, type StateSummary, type Summary } from "./index.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "attribution-"));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The folder above the Python that runs the AWS CLI, which machines have to see. */
const PYTHON = ((): string | undefined => {
  try {
    const version = execFileSync("aws", ["--version"], { encoding: "utf8" });
    const prefix = execFileSync("python3", ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" }).trim();
    return version.startsWith("aws-cli/") ? prefix : undefined;
  } catch {
    return undefined;
  }
})();

/** As strangers write one: rents by the CLI, waits, sends, polls, ships a log, gives back; nothing of it knows of us. */
const LAUNCHER = `#!/usr/bin/env bash
set -uo pipefail
name=$1; shift
export AWS_DEFAULT_REGION=us-east-1 PATH=PYTHON/bin:$PATH
exec > >(tee /tmp/$name.log) 2>&1
id=$(aws ec2 run-instances --image-id ami-spot --instance-type c7i.large --instance-market-options MarketType=spot --query 'Instances[0].InstanceId' --output text) || exit 64
trap 'aws ec2 terminate-instances --instance-ids $id >/dev/null; aws s3 cp --quiet /tmp/$name.log s3://logs/runs/$name/$(date +%s).log' EXIT
until [ "$(aws ssm describe-instance-information --filters Key=InstanceIds,Values=$id --query 'length(InstanceInformationList)' --output text)" = 1 ]; do sleep 0.2; done
parameters=$(printf '{"commands":["%s"]}' "$*")
command=$(aws ssm send-command --instance-ids $id --document-name AWS-RunShellScript --parameters "$parameters" --query Command.CommandId --output text)
while :; do
  status=$(aws ssm get-command-invocation --command-id $command --instance-id $id --query Status --output text 2>/dev/null)
  case $status in Success | Failed | TimedOut | Cancelled | Undeliverable) break ;; esac
  sleep 0.2
done
echo "$name: $status"
code=$(aws ssm get-command-invocation --command-id $command --instance-id $id --query ResponseCode --output text)
[ "$code" = -1 ] && exit 69
exit $code
`;

/** The same without the CLI: a program that speaks to the endpoints itself. */
const PROGRAM = `
const [name, script] = process.argv.slice(2);
const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key } = process.env;
const signed = (service) => ({ authorization: \`AWS4-HMAC-SHA256 Credential=\${key}/20260101/us-east-1/\${service}/aws4_request, SignedHeaders=host, Signature=none\` });
const ec2 = async (fields) => await (await fetch(endpoint, { method: "POST", headers: { ...signed("ec2"), "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ Version: "2016-11-15", ...fields }) })).text();
const ssm = async (operation, input) => await (await fetch(endpoint, { method: "POST", headers: { ...signed("ssm"), "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM." + operation }, body: JSON.stringify(input) })).json();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rented = await ec2({ Action: "RunInstances", ImageId: "ami-spot", InstanceType: "c7i.large", MinCount: "1", MaxCount: "1", "InstanceMarketOptions.MarketType": "spot" });
const id = /<instanceId>([^<]+)/.exec(rented)[1];
while ((await ssm("DescribeInstanceInformation", {})).InstanceInformationList.every((each) => each.InstanceId !== id)) await sleep(50);
const { Command } = await ssm("SendCommand", { InstanceIds: [id], DocumentName: "AWS-RunShellScript", Parameters: { commands: [script] } });
let end = {};
while (!["Success", "Failed", "TimedOut", "Cancelled"].includes(end.Status)) {
  await sleep(50);
  end = await ssm("GetCommandInvocation", { CommandId: Command.CommandId, InstanceId: id });
}
await fetch(endpoint + "/logs/runs/" + name + ".log", { method: "PUT", body: name + " " + end.Status, headers: signed("s3") });
await ec2({ Action: "TerminateInstances", "InstanceId.1": id });
process.exit(end.ResponseCode === -1 ? 69 : end.ResponseCode);
`;

const node = process.execPath;
const bash = { sh: "bash" as const };
const world = {
  boxes: { box: { imageId: "ami-box" } },
  images: {
    "ami-box": {
      ...bash,
      files: {
        "/opt/launch.sh": { content: LAUNCHER.replace("PYTHON", PYTHON ?? ""), mode: "755" },
        "/opt/launch.mjs": { content: PROGRAM },
      },
      exposes: [dirname(dirname(node)), ...(PYTHON === undefined ? [] : [PYTHON])],
    },
    "ami-spot": bash,
  },
  buckets: { logs: {} },
  timings: { boot: 0.01, agentOnline: 0.01, registration: 0.01, shutdown: 0.01, undeliverable: 0.05, visible: 0 },
} satisfies Partial<RehearseOptions>;
const input: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]] });

/** Sends it to the box, and asks until it has ended. */
function step(name: string, commands: unknown, next: object = { End: true }): Record<string, object> {
  const ask = `arn:aws:states:::aws-sdk:ssm:getCommandInvocation`;
  return {
    [name]: {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
      Parameters: { DocumentName: "AWS-RunShellScript", "InstanceIds.$": "$.box", Parameters: commands },
      ResultPath: "$.sent",
      Next: `${name} waits`,
    },
    [`${name} waits`]: { Type: "Wait", Seconds: 1, Next: `${name} asks` },
    [`${name} asks`]: {
      Type: "Task",
      Resource: ask,
      Parameters: { "CommandId.$": "$.sent.Command.CommandId", "InstanceId.$": "$.box[0]" },
      ResultPath: "$.end",
      Next: `${name} ended?`,
    },
    [`${name} ended?`]: {
      Type: "Choice",
      Choices: [
        { Variable: "$.end.Status", StringEquals: "Success", Next: `${name} is done` },
        { Variable: "$.end.Status", StringEquals: "Failed", Next: `${name} has failed` },
      ],
      Default: `${name} waits`,
    },
    [`${name} has failed`]: { Type: "Fail", Error: "Failed" },
    [`${name} is done`]: { Type: "Pass", ...next },
  };
}

async function run(States: object, options: Partial<RehearseOptions> = {}): Promise<Summary> {
  const definition = { StartAt: Object.keys(States)[0] ?? "", States } as RehearseOptions["definition"];
  return (await rehearse({ pipeline: "p", definition, directory, input, ...world, ...options })).summary;
}
const row = ({ states }: Summary, name: string): StateSummary | undefined =>
  states.find((state) => state.name === name);
const logs = { bucket: "logs", prefix: "runs" };
const launch = (name: string, script: string): object => ({
  commands: [`${node} /opt/launch.mjs ${name} '${script}'`],
});

test("a launcher without a tag: its state has instance, log and exit code", async () => {
  const summary = await run(step("Work", launch("work", "exit 4")), { logs });
  expect(summary.status).toBe("FAILED");
  expect(row(summary, "Work")).toMatchObject({
    status: "FAILED",
    attempts: 1,
    exitCode: 4,
    logKey: "runs/work.log",
    logBucket: "logs",
  });
  expect(row(summary, "Work")?.instanceIds).toHaveLength(1);
  expect(summary.problems).toEqual([]);
});

test("two at a time on one box, in branches and items: to each its own", async () => {
  const branch = (name: string, script: string) => ({ StartAt: name, States: step(name, launch(name, script)) });
  const item = step("Each", {
    "commands.$": "States.Array(States.Format('" + node + " /opt/launch.mjs {} true', $.name))",
  });
  const states = {
    Both: {
      Type: "Parallel",
      Branches: [branch("A", "true"), branch("B", "exit 7")],
      ResultPath: null,
      Next: "Items",
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Items" }],
    },
    Items: {
      Type: "Map",
      ItemsPath: "$.items",
      ItemSelector: { "box.$": "$.box", "name.$": "$$.Map.Item.Value" },
      ItemProcessor: { StartAt: "Each", States: item },
      End: true,
    },
  };
  const items: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]], items: ["x", "y"] });
  const summary = await run(states, { logs, input: items });
  expect(row(summary, "A")?.instanceIds).toHaveLength(1);
  expect(row(summary, "B")).toMatchObject({ status: "FAILED", exitCode: 7, logKey: "runs/B.log" });
  expect(row(summary, "B")?.instanceIds).not.toEqual(row(summary, "A")?.instanceIds);
  expect(row(summary, "Each")).toMatchObject({ status: "SUCCEEDED", items: { ok: 2, failed: 0 } });
  expect(row(summary, "Each")?.instanceIds).toHaveLength(2);
  expect(summary.problems.filter(({ kind }) => kind === "log-missing")).toEqual([]);
});

test("a log is where the commands have put it: elsewhere, or where SSM was told to", async () => {
  const summary = await run(step("Work", launch("work", "true")), { logs: { bucket: "logs", prefix: "other" } });
  expect(row(summary, "Work")?.logKey).toBe("runs/work.log");
  expect(summary.problems).toEqual([]);
  const states = step("Say", { commands: ["echo said"] });
  Object.assign((states["Say"] as { Parameters: object }).Parameters, {
    OutputS3BucketName: "logs",
    OutputS3KeyPrefix: "o",
  });
  const said = await run(states);
  expect(row(said, "Say")).toMatchObject({
    logBucket: "logs",
    logKey: expect.stringMatching(/^o\/.*\/stdout$/) as string,
  });
  const silent = await run(step("Say", { commands: ["true"] }), { logs });
  expect(silent.problems).toMatchObject([{ kind: "log-missing", state: "Say" }]);
});

describe.skipIf(PYTHON === undefined)(
  `plain bash by the AWS CLI${PYTHON === undefined ? ", skipped: aws is not installed" : ""}`,
  { timeout: 120_000 },
  () => {
    test("a state's row has all that its launcher did, also where it emptied its environment", async () => {
      const plain = step("Plain", { commands: ["/opt/launch.sh plain 'echo worked; exit 5'"] });
      const summary = await run(plain, { logs });
      expect(row(summary, "Plain")).toMatchObject({
        status: "FAILED",
        attempts: 1,
        exitCode: 5,
        logKey: expect.stringMatching(/^runs\/plain\/\d+\.log$/) as string,
      });
      expect(row(summary, "Plain")?.instanceIds).toHaveLength(1);
      expect(summary.problems).toEqual([]);
      const emptied = await run(
        step("Emptied", { commands: ["env -i HOME=/root PATH=$PATH /opt/launch.sh emptied true"] }),
        { logs },
      );
      expect(row(emptied, "Emptied")).toMatchObject({ status: "SUCCEEDED", attempts: 1, exitCode: 0 });
      expect(row(emptied, "Emptied")?.instanceIds).toHaveLength(1);
      expect(emptied.problems).toEqual([]);
    });
  },
);
