/** @module-tag slow */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { boto3, BOTO3 } from "../../../testing/boto3.ts";
import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

describe.skipIf(!BOTO3)(`boto3${BOTO3 ? "" : ", skipped: it is not installed"}`, { timeout: 120_000 }, () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud();
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  const run = (script: string): Promise<unknown> => boto3(test_.cloud.environment, script);

  test("launches, waits for and ends instances through its resources and waiters", async () => {
    const told = await run(`
ec2 = boto3.resource("ec2")
client = boto3.client("ec2")
quick = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 60}}
one, = ec2.create_instances(ImageId="ami-1", InstanceType="t3.micro", MinCount=1, MaxCount=1,
    TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "judge"}]}])
client.get_waiter("instance_running").wait(InstanceIds=[one.id], **quick)
client.get_waiter("instance_status_ok").wait(InstanceIds=[one.id], **quick)
running = [{"Name": "instance-state-name", "Values": ["running"]}, {"Name": "tag:Name", "Values": ["jud*"]}]
found = [each.id == one.id for each in ec2.instances.filter(Filters=running)]
one.reload()
kind = one.describe_attribute(Attribute="instanceType")["InstanceType"]["Value"]
nics = [each.attachment["InstanceId"] == one.id for each in ec2.network_interfaces.all()]
vpcs = [each.is_default for each in ec2.vpcs.all()]
one.terminate()
client.get_waiter("instance_terminated").wait(InstanceIds=[one.id], **quick)
one.reload()
print(json.dumps([found, kind, nics, vpcs, one.state["Name"]]))
`);
    expect(told).toEqual([[true], "t3.micro", [true], [true], "terminated"]);
  });

  test("pages through instance types, spot prices and subnets", async () => {
    const told = await run(`
client = boto3.client("ec2")
def names(operation, key, field, **kwargs):
    pages = client.get_paginator(operation).paginate(**kwargs)
    return [each[field] for page in pages for each in page[key]]
types = names("describe_instance_types", "InstanceTypes", "InstanceType", PaginationConfig={"PageSize": 7})
prices = names("describe_spot_price_history", "SpotPriceHistory", "AvailabilityZone",
    InstanceTypes=["c7i.large"], PaginationConfig={"PageSize": 4})
subnets = names("describe_subnets", "Subnets", "SubnetId", PaginationConfig={"PageSize": 5})
print(json.dumps([len(types) == len(set(types)) and len(types) > 50, len(prices), len(subnets)]))
`);
    expect(told).toEqual([true, 6, 6]);
  });

  test("waits for commands and pages through parameters", async () => {
    const id = await test_.boot();
    const told = await run(`
ssm = boto3.client("ssm")
for number in range(23):
    ssm.put_parameter(Name=f"/judge/{number:02}", Value=str(number), Type="String")
pages = ssm.get_paginator("get_parameters_by_path").paginate(Path="/judge", PaginationConfig={"PageSize": 10})
values = [each["Value"] for page in pages for each in page["Parameters"]]
sent = ssm.send_command(InstanceIds=["${id}"], DocumentName="AWS-RunShellScript", Parameters={"commands": ["echo done"]})
command = sent["Command"]["CommandId"]
ssm.get_waiter("command_executed").wait(CommandId=command, InstanceId="${id}", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
output = ssm.get_command_invocation(CommandId=command, InstanceId="${id}")["StandardOutputContent"]
print(json.dumps([values == [str(number) for number in range(23)], output]))
`);
    expect(told).toEqual([true, "done\n"]);
  });
});
