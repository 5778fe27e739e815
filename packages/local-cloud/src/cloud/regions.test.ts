/** @module-tag slow */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateLaunchTemplateCommand,
  DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { EventBridgeClient, ListRulesCommand, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { CreateStateMachineCommand, ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  DescribeInstanceInformationCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../testing/cloud.ts";
import { type LocalCloud, startLocalCloud } from "../index.ts";

const REGIONS = ["us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1"] as const;
const ROLE = "arn:aws:iam::000000000000:role/made-up";
const DEFINITION = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });

interface Shelf {
  put(name: string): Promise<unknown>;
  names(): Promise<readonly (string | undefined)[]>;
}

/** What can be put somewhere and read again, by a client of the region. */
function shelves(endpoint: string, region: string): Readonly<Record<string, Shelf>> {
  const config = { endpoint, region, maxAttempts: 1 };
  const [ssm, ec2, sfn] = [new SSMClient(config), new EC2Client(config), new SFNClient(config)];
  const [events, dynamo] = [new EventBridgeClient(config), new DynamoDBClient(config)];
  return {
    parameters: {
      put: (name) => ssm.send(new PutParameterCommand({ Name: `/${name}`, Value: name, Type: "String" })),
      names: async () => {
        const { Parameters = [] } = await ssm.send(new GetParametersByPathCommand({ Path: "/", Recursive: true }));
        return Parameters.map(({ Name }) => Name?.slice(1));
      },
    },
    templates: {
      put: (LaunchTemplateName) =>
        ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData: { ImageId: "ami-1" } })),
      names: async () => {
        const { LaunchTemplates = [] } = await ec2.send(new DescribeLaunchTemplatesCommand());
        return LaunchTemplates.map(({ LaunchTemplateName }) => LaunchTemplateName);
      },
    },
    machines: {
      put: (name) => sfn.send(new CreateStateMachineCommand({ name, definition: DEFINITION, roleArn: ROLE })),
      names: async () => (await sfn.send(new ListStateMachinesCommand())).stateMachines?.map(({ name }) => name) ?? [],
    },
    rules: {
      put: (Name) => events.send(new PutRuleCommand({ Name, ScheduleExpression: "rate(7 days)", State: "DISABLED" })),
      names: async () => (await events.send(new ListRulesCommand())).Rules?.map(({ Name }) => Name) ?? [],
    },
    tables: {
      put: (TableName) =>
        dynamo.send(
          new CreateTableCommand({
            TableName,
            AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
            BillingMode: "PAY_PER_REQUEST",
          }),
        ),
      names: async () => (await dynamo.send(new ListTablesCommand())).TableNames ?? [],
    },
  };
}

/** Numbers below one, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const KINDS = ["parameters", "templates", "machines", "rules", "tables"] as const;

describe("regions", () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud();
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("what is put into one is read there and in no other, in whatever order", async () => {
    const seed = Number(process.env["SEED"] ?? 1);
    const random = randomFrom(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const model = new Map<string, Set<string>>();
    const of = new Map(REGIONS.map((region) => [region, shelves(test_.cloud.endpoint, region)]));
    for (let step = 0; step < 60; step++) {
      const [region, kind, name] = [pick(REGIONS), pick(KINDS), pick(["one", "two", "three"])];
      const known = model.get(`${region} ${kind}`) ?? new Set();
      if (known.has(name)) continue;
      await of.get(region)?.[kind]?.put(name);
      model.set(`${region} ${kind}`, known.add(name));
    }
    for (const region of REGIONS) {
      for (const kind of KINDS) {
        const names = await of.get(region)?.[kind]?.names();
        const expected = [...(model.get(`${region} ${kind}`) ?? [])];
        expect(names?.toSorted(), `${kind} of ${region}, SEED=${seed}`).toEqual(expected.toSorted());
      }
    }
  });

  test("the zones, the machines and what they are told are of the region, and the handle sees all of them", async () => {
    const config = { endpoint: test_.cloud.endpoint, region: "eu-central-1", maxAttempts: 1 };
    const [ec2, ssm] = [new EC2Client(config), new SSMClient(config)];
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand());
    expect(AvailabilityZones[0]?.ZoneName).toBe("eu-central-1a");
    const home = await test_.boot();
    const launch = { ImageId: "ami-1", InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 } as const;
    const abroad = (await ec2.send(new RunInstancesCommand(launch))).Instances?.[0]?.InstanceId ?? "";
    await until(() => test_.cloud.instances().every(({ online }) => online));
    expect(test_.cloud.instances().map(({ instanceId }) => instanceId)).toEqual([home, abroad]);
    const reservations = (await ec2.send(new DescribeInstancesCommand())).Reservations ?? [];
    expect(reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId))).toEqual([
      abroad,
    ]);
    const { InstanceInformationList = [] } = await ssm.send(new DescribeInstanceInformationCommand());
    expect(InstanceInformationList.map(({ InstanceId }) => InstanceId)).toEqual([abroad]);
    test_.cloud.disconnect(abroad);
    expect(test_.cloud.instances().map(({ online }) => online)).toEqual([true, false]);
  });

  test.each([
    ["us-gov-west-1", "aws-us-gov", "usgw1-az1"],
    ["cn-northwest-1", "aws-cn", "cnnw1-az1"],
    ["ap-southeast-2", "aws", "apse2-az1"],
  ])("ARNs of %s carry the partition %s and the account", async (region, partition, zoneId) => {
    await using abroad = await startTestCloud({ region, account: "123456789012" });
    const config = { endpoint: abroad.cloud.endpoint, region, maxAttempts: 1 };
    const [ec2, ssm, sfn] = [new EC2Client(config), new SSMClient(config), new SFNClient(config)];
    await ssm.send(new PutParameterCommand({ Name: "/p", Value: "v", Type: "String" }));
    const arns = [
      (await ssm.send(new GetParametersByPathCommand({ Path: "/" }))).Parameters?.[0]?.ARN,
      (await ec2.send(new DescribeSubnetsCommand({}))).Subnets?.[0]?.SubnetArn,
      (await sfn.send(new CreateStateMachineCommand({ name: "m", definition: DEFINITION, roleArn: ROLE })))
        .stateMachineArn,
      (await new EventBridgeClient(config).send(new PutRuleCommand({ Name: "r", ScheduleExpression: "rate(1 day)" })))
        .RuleArn,
    ];
    const prefixes = ["ssm", "ec2", "states", "events"].map(
      (service) => `arn:${partition}:${service}:${region}:123456789012:`,
    );
    expect(arns.map((arn, index) => arn?.startsWith(prefixes[index] ?? "?"))).toEqual([true, true, true, true]);
    const caller = await fetch(abroad.cloud.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=x/20260101/${region}/sts/aws4_request, SignedHeaders=host, Signature=x`,
      },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    expect(await caller.text()).toContain(`<Arn>arn:${partition}:iam::123456789012:user/local</Arn>`);
    const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand());
    expect(AvailabilityZones[0]?.ZoneId).toBe(zoneId);
    expect(abroad.cloud.account).toBe("123456789012");
  });

  test("a rule about the capacity holds in each of them, also in one that is asked for later", async () => {
    const capacity = { pools: [] };
    await using dry = await startTestCloud({ capacity });
    dry.cloud.capacity.set({ available: 0 });
    const launch = new RunInstancesCommand({ ImageId: "ami-1", InstanceType: "t3.micro", MinCount: 1, MaxCount: 1 });
    for (const region of ["us-east-1", "ap-south-1"]) {
      const refused = new EC2Client({ endpoint: dry.cloud.endpoint, region, maxAttempts: 1 }).send(launch);
      await expect(refused).rejects.toMatchObject({ name: "InsufficientInstanceCapacity" });
    }
    expect(dry.cloud.capacity.asked().map(({ zone }) => zone.slice(0, -1))).toEqual(["us-east-1", "ap-south-1"]);
  });
});

describe("a kept folder", () => {
  test("keeps each region's apart, and its first cloud says which region is in the folder itself", async () => {
    const directory = await mkdtemp(join(tmpdir(), "local-cloud-regions-"));
    const during = async (options: { readonly region?: string }, visit: (cloud: LocalCloud) => Promise<void>) => {
      const cloud = await startLocalCloud({ directory, keep: true, ...options });
      try {
        await visit(cloud);
      } finally {
        await cloud.stop();
      }
    };
    const namesIn = async ({ endpoint }: LocalCloud, region: string) =>
      await shelves(endpoint, region)["rules"]?.names();
    await during({}, async ({ endpoint }) => {
      for (const region of REGIONS) await shelves(endpoint, region)["rules"]?.put(`of-${region}`);
    });
    await during({ region: "cn-north-1" }, async (cloud) => {
      expect(cloud.region).toBe("cn-north-1");
      for (const region of REGIONS) expect(await namesIn(cloud, region)).toEqual([`of-${region}`]);
    });
    const other = startLocalCloud({ directory, keep: true, account: "111122223333" });
    await expect(other).rejects.toMatchObject({ code: "LOCAL_CLOUD_ACCOUNT" });
    await rm(directory, { recursive: true });
  });
});

test.each([
  [{ region: "us-east" }, "LOCAL_CLOUD_REGION"],
  [{ region: "US-EAST-1" }, "LOCAL_CLOUD_REGION"],
  [{ region: "us-east-1/x" }, "LOCAL_CLOUD_REGION"],
  [{ account: "123" }, "LOCAL_CLOUD_ACCOUNT"],
  [{ account: "12345678901x" }, "LOCAL_CLOUD_ACCOUNT"],
])("%o is refused", async (options, code) => {
  await expect(startTestCloud(options)).rejects.toMatchObject({ code });
});
