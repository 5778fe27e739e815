/** @module-tag slow */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { awsCli, CLI, type Cli } from "../../testing/aws-cli.ts";
import { startTestCloud, type TestCloud, until } from "../../testing/cloud.ts";

describe.skipIf(!CLI)(
  `the AWS CLI${CLI ? "" : ", skipped: aws is not installed"}`,
  { timeout: 240_000, concurrent: true },
  () => {
    let test_: TestCloud;
    let id: string;
    let double: string;
    let aws: Cli;
    const ended: string[] = [];
    beforeAll(async () => {
      const module = join(await mkdtemp(join(tmpdir(), "aws-cli-")), "double.mjs");
      await writeFile(module, "export const handler = ({ n }) => ({ twice: n * 2 });");
      double = module;
      test_ = await startTestCloud({ functions: { double: { module } } });
      test_.cloud.subscribe((event) => {
        if (event.type === "history" && event.event["type"] === "ExecutionSucceeded") ended.push(event.executionArn);
      });
      aws = awsCli(test_.cloud.environment);
      id = await test_.boot({ InstanceMarketOptions: { MarketType: "spot" } });
    });
    afterAll(async () => {
      await test_[Symbol.asyncDispose]();
      await rm(dirname(double), { recursive: true });
    });

    test("launches, finds and terminates spot instances", async () => {
      const market = "MarketType=spot,SpotOptions={SpotInstanceType=one-time}";
      const tags = "ResourceType=instance,Tags=[{Key=Name,Value=cli}]";
      const subnet = ["--subnet-id", "subnet-0123456789abcdeff"];
      const run = [
        "--image-id",
        "ami-1",
        "--instance-type",
        "c7i.large",
        "--instance-market-options",
        market,
        "--tag-specifications",
        tags,
      ];
      const ran = await aws("ec2", "run-instances", ...run, ...subnet);
      expect(ran.json).toMatchObject({ Instances: [{ State: { Name: "pending" }, InstanceLifecycle: "spot" }] });
      const [{ InstanceId = "", SpotInstanceRequestId = "" } = {}] = ran.json["Instances"] as Record<string, string>[];
      const found = await aws("ec2", "describe-instances", "--filters", "Name=tag:Name,Values=cli");
      expect(found.json).toMatchObject({
        Reservations: [{ Instances: [{ InstanceId, Placement: { AvailabilityZone: "us-east-1f" } }] }],
      });
      const request = await aws(
        "ec2",
        "describe-spot-instance-requests",
        "--spot-instance-request-ids",
        SpotInstanceRequestId,
      );
      expect(request.json).toMatchObject({
        SpotInstanceRequests: [{ State: "active", Status: { Code: "fulfilled" } }],
      });
      const gone = await aws("ec2", "terminate-instances", "--instance-ids", InstanceId);
      expect(gone.json).toMatchObject({
        TerminatingInstances: [{ CurrentState: { Code: 32, Name: "shutting-down" } }],
      });
    });

    test("launches a fleet by a launch template, and hears which of its pools were dry", async () => {
      const data = JSON.stringify({ ImageId: "ami-1", InstanceType: "c7i.large" });
      const made = await aws(
        "ec2",
        "create-launch-template",
        "--launch-template-name",
        "cli",
        "--launch-template-data",
        data,
      );
      expect(made.json).toMatchObject({ LaunchTemplate: { LaunchTemplateName: "cli", LatestVersionNumber: 1 } });
      test_.cloud.capacity.set({ instanceType: "z1d.large", available: 0 });
      const configs = JSON.stringify([
        {
          LaunchTemplateSpecification: { LaunchTemplateName: "cli", Version: "$Latest" },
          Overrides: [{ InstanceType: "z1d.large", SubnetId: "subnet-a" }, { SubnetId: "subnet-b" }],
        },
      ]);
      const target = "TotalTargetCapacity=1,DefaultTargetCapacityType=spot";
      const fleet = [
        "--type",
        "instant",
        "--launch-template-configs",
        configs,
        "--target-capacity-specification",
        target,
      ];
      const { json, stderr } = await aws(
        "ec2",
        "create-fleet",
        ...fleet,
        "--spot-options",
        "AllocationStrategy=lowest-price",
      );
      expect(stderr).toBe("");
      expect(json).toMatchObject({
        Instances: [{ Lifecycle: "spot", InstanceType: "c7i.large", InstanceIds: [expect.stringMatching(/^i-/)] }],
      });
      const dry = JSON.stringify([
        {
          LaunchTemplateSpecification: { LaunchTemplateName: "cli", Version: "1" },
          Overrides: [{ InstanceType: "z1d.large", SubnetId: "subnet-a" }],
        },
      ]);
      const none = await aws("ec2", "create-fleet", ...fleet.with(3, dry));
      expect(none).toMatchObject({
        code: 0,
        json: { Instances: [], Errors: [{ ErrorCode: "InsufficientInstanceCapacity" }] },
      });
      const ids = ["--fleet-ids", String(json["FleetId"])];
      expect((await aws("ec2", "describe-fleets", ...ids)).json).toMatchObject({
        Fleets: [{ Type: "instant", FleetState: "active", FulfilledCapacity: 1 }],
      });
      expect((await aws("ec2", "delete-fleets", ...ids, "--terminate-instances")).json).toMatchObject({
        SuccessfulFleetDeletions: [{ CurrentFleetState: "deleted_terminating" }],
      });
    });

    test("finds offerings, subnets, volumes and requests, and cleans up after itself", async () => {
      const type = "Name=instance-type,Values=c7i.large";
      const offered = ["describe-instance-type-offerings", "--location-type", "availability-zone", "--filters", type];
      expect((await aws("ec2", ...offered)).json).toMatchObject({ InstanceTypeOfferings: { length: 6 } });
      expect((await aws("ec2", "describe-subnets")).json).toMatchObject({ Subnets: { length: 6 } });
      const attached = `Name=attachment.instance-id,Values=${id}`;
      expect((await aws("ec2", "describe-volumes", "--filters", attached)).json).toMatchObject({
        Volumes: [{ State: "in-use", Attachments: [{ InstanceId: id, DeleteOnTermination: true }] }],
      });
      const statuses = await aws("ec2", "describe-instance-status", "--instance-ids", id);
      expect(statuses.json).toMatchObject({ InstanceStatuses: [{ InstanceState: { Name: "running" } }] });
      const requests = await aws(
        "ec2",
        "describe-spot-instance-requests",
        "--filters",
        `Name=instance-id,Values=${id}`,
      );
      const [{ SpotInstanceRequestId = "" } = {}] = requests.json["SpotInstanceRequests"] as Record<string, string>[];
      const cancel = ["cancel-spot-instance-requests", "--spot-instance-request-ids", SpotInstanceRequestId];
      expect((await aws("ec2", ...cancel)).json).toMatchObject({
        CancelledSpotInstanceRequests: [{ State: "cancelled" }],
      });
      await aws("ec2", "create-tags", "--resources", id, "--tags", "Key=a,Value=b", "Key=c,Value=d");
      await aws("ec2", "delete-tags", "--resources", id, "--tags", "Key=a");
      const tags = await aws("ec2", "describe-tags", "--filters", `Name=resource-id,Values=${id}`);
      expect(tags.json).toMatchObject({ Tags: [{ Key: "c", Value: "d", ResourceType: "instance" }] });
    });

    test("hears EC2's errors by name", async () => {
      const got = await aws("ec2", "describe-instances", "--instance-ids", "i-0123456789abcdef0");
      expect(got.stderr).toContain("(InvalidInstanceID.NotFound)");
    });

    test("puts metrics, large ones too", async () => {
      const small = await aws(
        "cloudwatch",
        "put-metric-data",
        "--namespace",
        "Cli",
        "--metric-name",
        "Rows",
        "--value",
        "3",
        "--dimensions",
        "Stage=RAG",
      );
      expect(small).toMatchObject({ code: 0, stderr: "" });
      const data = Array.from({ length: 200 }, (_, Value) => ({ MetricName: "Many".repeat(20), Value }));
      const large = await aws(
        "cloudwatch",
        "put-metric-data",
        "--namespace",
        "Cli",
        "--metric-data",
        JSON.stringify(data),
      );
      expect(large).toMatchObject({ code: 0, stderr: "" });
    });

    test("knows who it is, and uses S3 and SNS", async () => {
      expect((await aws("sts", "get-caller-identity")).json).toMatchObject({ Account: "000000000000" });
      await aws("s3", "mb", "s3://cli-bucket");
      expect(await aws("s3", "cp", double, "s3://cli-bucket/a/b.mjs")).toMatchObject({ code: 0 });
      expect((await aws("s3api", "head-object", "--bucket", "cli-bucket", "--key", "a/b.mjs")).json).toHaveProperty(
        "ETag",
      );
      const topic = (await aws("sns", "create-topic", "--name", "cli")).json["TopicArn"] as string;
      expect((await aws("sns", "publish", "--topic-arn", topic, "--message", "m")).json).toHaveProperty("MessageId");
    });

    test("invokes a function", async () => {
      const out = join(test_.directory, "answer.json");
      const got = await aws("lambda", "invoke", "--function-name", "double:live", "--payload", '{"n":21}', out);
      expect(got.json).toMatchObject({ StatusCode: 200 });
      expect(await readFile(out, "utf8")).toBe('{"twice":42}');
    });

    test("keeps items in a table", async () => {
      const schema = [
        "--attribute-definitions",
        "AttributeName=k,AttributeType=S",
        "--key-schema",
        "AttributeName=k,KeyType=HASH",
      ];
      await aws(
        "dynamodb",
        "create-table",
        "--table-name",
        "cli-table",
        ...schema,
        "--billing-mode",
        "PAY_PER_REQUEST",
      );
      await aws("dynamodb", "put-item", "--table-name", "cli-table", "--item", '{"k":{"S":"a"},"n":{"N":"7"}}');
      const got = await aws("dynamodb", "get-item", "--table-name", "cli-table", "--key", '{"k":{"S":"a"}}');
      expect(got.json).toMatchObject({ Item: { n: { N: "7" } } });
      const again = ["--item", '{"k":{"S":"a"}}', "--condition-expression", "attribute_not_exists(k)"];
      expect((await aws("dynamodb", "put-item", "--table-name", "cli-table", ...again)).stderr).toContain(
        "ConditionalCheckFailedException",
      );
    });

    test("starts an execution that runs a command on the node, and reads its history", async () => {
      const definition = JSON.stringify({
        StartAt: "Send",
        States: {
          Send: {
            Type: "Task",
            Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
            Parameters: {
              DocumentName: "AWS-RunShellScript",
              "InstanceIds.$": "$.ids",
              Parameters: { commands: ["true"] },
            },
            ResultSelector: { "sent.$": "$.Command.DocumentName" },
            End: true,
          },
        },
      });
      const role = ["--role-arn", "arn:aws:iam::000000000000:role/cli"];
      const made = await aws(
        "stepfunctions",
        "create-state-machine",
        "--name",
        "cli",
        "--definition",
        definition,
        ...role,
      );
      const machine = ["--state-machine-arn", made.json["stateMachineArn"] as string];
      const started = await aws(
        "stepfunctions",
        "start-execution",
        ...machine,
        "--input",
        JSON.stringify({ ids: [id] }),
      );
      const execution = ["--execution-arn", started.json["executionArn"] as string];
      await until(() => ended.includes(execution[1] ?? ""));
      expect((await aws("stepfunctions", "describe-execution", ...execution)).json).toMatchObject({
        status: "SUCCEEDED",
        output: '{"sent":"AWS-RunShellScript"}',
      });
      const { json } = await aws("stepfunctions", "get-execution-history", ...execution);
      expect((json["events"] as { type: string }[]).map(({ type }) => type)).toEqual([
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
      ]);
    });

    test("hears Step Functions refuse a definition", async () => {
      const got = await aws(
        "stepfunctions",
        "create-state-machine",
        "--name",
        "bad",
        "--definition",
        "{}",
        "--role-arn",
        "arn:aws:iam::000000000000:role/cli",
      );
      expect(got.stderr).toContain("(InvalidDefinition)");
    });
  },
);
