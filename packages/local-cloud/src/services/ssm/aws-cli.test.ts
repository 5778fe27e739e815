/** @module-tag slow */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { awsCli, CLI, type Cli, type CliOutcome } from "../../../testing/aws-cli.ts";
import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";

describe.skipIf(!CLI)(
  `the AWS CLI${CLI ? "" : ", skipped: aws is not installed"}`,
  { timeout: 60_000, concurrent: true },
  () => {
    let test_: TestCloud;
    let id: string;
    let aws: Cli;
    beforeAll(async () => {
      test_ = await startTestCloud();
      aws = awsCli(test_.cloud.environment);
      id = await test_.boot();
    });
    afterAll(() => test_[Symbol.asyncDispose]());

    function send(parameters: string, ...more: readonly string[]): Promise<CliOutcome> {
      const to = ["--instance-ids", id, "--document-name", "AWS-RunShellScript"];
      return aws("ssm", "send-command", ...to, "--parameters", parameters, ...more);
    }

    test("drives Run Command from sending to the end", async () => {
      const parameters = JSON.stringify({ commands: ["echo from the CLI", "exit 4"], executionTimeout: ["60"] });
      const sent = await send(parameters);
      expect(sent).toMatchObject({ code: 0, json: { Command: { Status: "Pending", InstanceIds: [id] } } });
      const { CommandId = "" } = sent.json["Command"] as { CommandId?: string };
      await until(() => test_.cloud.commands().some(({ status }) => status === "Failed"));
      const which = ["--command-id", CommandId];
      const got = await aws("ssm", "get-command-invocation", ...which, "--instance-id", id);
      expect(got.json).toMatchObject({
        Status: "Failed",
        ResponseCode: 4,
        StandardOutputContent: "from the CLI\n",
        StandardErrorContent: "failed to run commands: exit status 4",
      });
      const list = await aws("ssm", "list-command-invocations", ...which, "--details");
      expect(list.json).toMatchObject({
        CommandInvocations: [
          {
            Status: "Failed",
            CommandPlugins: [
              {
                Name: "aws:runShellScript",
                Output: "from the CLI\n\n----------ERROR-------\nfailed to run commands: exit status 4",
              },
            ],
          },
        ],
      });
    });

    test("hears SSM's errors by name", async () => {
      const got = await aws("ssm", "get-command-invocation", "--command-id", "0".repeat(36), "--instance-id", id);
      expect(got.stderr).toContain("(InvocationDoesNotExist)");
    });

    test("sees nodes and parameters", async () => {
      expect((await aws("ssm", "describe-instance-information")).json).toMatchObject({
        InstanceInformationList: [{ InstanceId: id, PingStatus: "Online" }],
      });
      await aws("ssm", "put-parameter", "--name", "/cli/name", "--value", "v", "--type", "SecureString");
      const got = await aws("ssm", "get-parameter", "--name", "/cli/name", "--with-decryption");
      expect(got.json).toMatchObject({ Parameter: { Value: "v", Type: "SecureString" } });
    });

    test("cancels a command and lists it as cancelled", async () => {
      const commandId = await test_.send(id, ["sleep 60"], { Comment: "to be cancelled" });
      expect(await aws("ssm", "cancel-command", "--command-id", commandId)).toMatchObject({ code: 0 });
      await test_.end(id, commandId);
      const [commands, invocations] = await Promise.all([
        aws("ssm", "list-commands", "--filters", "key=Status,value=Cancelled"),
        aws("ssm", "list-command-invocations", "--command-id", commandId),
      ]);
      expect(commands.json).toMatchObject({
        Commands: [{ CommandId: commandId, Comment: "to be cancelled", StatusDetails: "Cancelled", CompletedCount: 1 }],
      });
      expect(invocations.json).toMatchObject({ CommandInvocations: [{ InstanceId: id, Status: "Cancelled" }] });
    });

    test("reads a command's output live from CloudWatch Logs", async () => {
      const config = "CloudWatchOutputEnabled=true,CloudWatchLogGroupName=/cli/live";
      const sent = await send("commands=[echo lines,echo of output]", "--cloud-watch-output-config", config);
      const { CommandId = "" } = sent.json["Command"] as { CommandId?: string };
      await test_.end(id, CommandId);
      const group = ["--log-group-name", "/cli/live"];
      const stream = `${CommandId}/${id}/aws-runShellScript/stdout`;
      const [streams, events, filtered] = await Promise.all([
        aws("logs", "describe-log-streams", ...group),
        aws("logs", "get-log-events", ...group, "--log-stream-name", stream, "--start-from-head"),
        aws("logs", "filter-log-events", ...group, "--filter-pattern", "output"),
      ]);
      expect(streams.json).toMatchObject({ logStreams: [{ logStreamName: stream }] });
      expect(events.json).toMatchObject({ events: [{ message: "lines" }, { message: "of output" }] });
      expect(filtered.json).toMatchObject({ events: [{ message: "of output", logStreamName: stream }] });
    });

    test("is refused in the family of each service when its credentials look real", async () => {
      const real = { AWS_ACCESS_KEY_ID: "AKIAQ7LOCALCLOUDQ234" };
      const cli = awsCli({ ...test_.cloud.environment, ...real });
      const [ec2, s3] = await Promise.all([cli("ec2", "describe-instances"), cli("s3api", "list-buckets")]);
      expect(ec2.stderr).toMatch(/\(AuthFailure\).*local-cloud env/s);
      expect(s3.stderr).toMatch(/\(InvalidAccessKeyId\).*local-cloud env/s);
    });

    test("hears of an operation that is not here by name", async () => {
      const [ssm, ec2] = await Promise.all([aws("ssm", "list-documents"), aws("ec2", "describe-snapshots")]);
      expect(ssm.stderr).toContain("(UnknownOperationException)");
      expect(ec2.stderr).toContain("(InvalidAction)");
    });
  },
);
