import { execFileSync } from "node:child_process";
import { dirname } from "node:path";

import type { RehearseOptions } from "../src/index.ts";

/** The folder above the Python that runs the AWS CLI, which machines have to see. */
export const PYTHON: string | undefined = (() => {
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
const [name, script, patience = 60] = process.argv.slice(2);
const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key } = process.env;
const signed = (service) => ({ authorization: \`AWS4-HMAC-SHA256 Credential=\${key}/20260101/us-east-1/\${service}/aws4_request, SignedHeaders=host, Signature=none\` });
const ec2 = async (fields) => await (await fetch(endpoint, { method: "POST", headers: { ...signed("ec2"), "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ Version: "2016-11-15", ...fields }) })).text();
const ssm = async (operation, input) => await (await fetch(endpoint, { method: "POST", headers: { ...signed("ssm"), "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM." + operation }, body: JSON.stringify(input) })).json();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const answer = await ec2({ Action: "RunInstances", ImageId: "ami-spot", InstanceType: "c7i.large", MinCount: "1", MaxCount: "1", "InstanceMarketOptions.MarketType": "spot" });
const id = /<instanceId>([^<]+)/.exec(answer)?.[1];
if (id === undefined) { console.error(/<Code>(.+)<.Message>/.exec(answer)?.[1] ?? answer); process.exit(64); }
const enough = Date.now() + 1000 * patience;
while (Date.now() < enough && (await ssm("DescribeInstanceInformation", {})).InstanceInformationList.every((each) => each.InstanceId !== id)) await sleep(50);
if (Date.now() >= enough) { await ec2({ Action: "TerminateInstances", "InstanceId.1": id }); process.exit(70); }
const { Command } = await ssm("SendCommand", { InstanceIds: [id], DocumentName: "AWS-RunShellScript", Parameters: { commands: [script] } });
let end = {};
while (!["Success", "Failed", "TimedOut", "Cancelled"].includes(end.Status)) {
  await sleep(50);
  end = await ssm("GetCommandInvocation", { CommandId: Command.CommandId, InstanceId: id });
}
await fetch(endpoint + "/logs/runs/" + name + ".log", { method: "PUT", body: name + " " + end.Status + " " + end.StandardOutputContent, headers: signed("s3") });
await ec2({ Action: "TerminateInstances", "InstanceId.1": id });
process.exit(end.ResponseCode === -1 ? 69 : end.ResponseCode);
`;

export const node: string = process.execPath;
const bash = { sh: "bash" as const };
/** A box with both launchers, what they rent, and a bucket for their logs. */
export const world = {
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
export const input: RehearseOptions["input"] = ({ boxIds }) => ({ box: [boxIds["box"]] });

/** Sends it to the box, and asks until it has ended. */
export function step(name: string, commands: unknown, next: object = { End: true }): Record<string, object> {
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

export const logs = { bucket: "logs", prefix: "runs" } as const;

/** Parameters of a command on the box that rents, runs this there and gives back; after so many seconds it waits no longer. */
export function launch(name: string, script: string, patience: number = 60): object {
  return { commands: [`${node} /opt/launch.mjs ${name} '${script}' ${patience}`] };
}
